-- name: remittance_terms
-- When the post sends money on, the newest first, each in force until the next: the agreements of
-- a centre, and before the first of them the rules of the installation.
select effective_from as valid_from, value ->> 'cycle' as cycle,
    (value ->> 'working_days')::smallint as working_days, null::time as cutoff,
    null as source
from rule
where name = 'remittance_cycle' and effective_from < coalesce(
    (select min(t.valid_from) from remittance_cycle t where t.center_id = $1), 'infinity')
union all
select valid_from, cycle, working_days, cutoff, source
from remittance_cycle
where center_id = $1
order by 1 desc;

-- name: put_terms
-- Keep an agreement from a day on, in place of one from that day.
insert into remittance_cycle (center_id, valid_from, cycle, working_days, cutoff, source)
values ($1, $2, $3, $4, $5, $6)
on conflict (center_id, valid_from)
do update set cycle = excluded.cycle, working_days = excluded.working_days,
    cutoff = excluded.cutoff, source = excluded.source;

-- name: drop_terms
-- Take an agreement away that begins on a day.
delete from remittance_cycle where center_id = $1 and valid_from = $2;

-- name: sums_of_file
-- What the lines that a file brought come to, for each of its batches.
select r.remittance_id, r.sent_on, coalesce(sum(l.amount_dong), 0)::bigint as amount_dong
from remittance r
join post_line l on l.center_id = r.center_id and l.remittance_id = r.remittance_id
where r.center_id = $1 and r.file_id = $2
group by r.remittance_id, r.sent_on
order by r.remittance_id;

-- name: covered_by_lines
-- The batches, post offices and kinds behind given matches, with what each covers.
select l.remittance_id, r.sent_on, c.office_code, c.collection_id, given.covered_dong,
    array(select p.kind from sent_part p
        where p.center_id = $1 and p.collection_id = c.collection_id order by p.kind) as kinds,
    array(select p.amount_dong from sent_part p
        where p.center_id = $1 and p.collection_id = c.collection_id order by p.kind) as amounts
from unnest($2::bigint[], $3::uuid[], $4::bigint[])
    as given (line_id, collection_id, covered_dong)
join post_line l on l.center_id = $1 and l.line_id = given.line_id
join remittance r on r.center_id = $1 and r.remittance_id = l.remittance_id
join collection c on c.center_id = $1 and c.collection_id = given.collection_id
order by c.collection_id, l.line_id;
