-- name: remittance_terms
-- Every agreement on when the post sends money on, each in force until the next.
select effective_from, value from rule where name = 'remittance_cycle' order by effective_from;

-- name: sums_of_file
-- What the lines that a file brought come to, for each of its batches.
select r.remittance_id, r.sent_on, coalesce(sum(l.amount_dong), 0)::bigint as amount_dong
from remittance r
join post_line l on l.center_id = r.center_id and l.remittance_id = r.remittance_id
where r.center_id = $1 and r.file_id = $2
group by r.remittance_id, r.sent_on
order by r.remittance_id;

-- name: covered_whole
-- What lines that a run matched cover of whole collections, by batch, post office and kind.
select l.remittance_id, r.sent_on, c.office_code, p.kind, sum(p.amount_dong)::bigint as amount_dong
from line_match m
join post_line l on l.center_id = $1 and l.line_id = m.line_id
join remittance r on r.center_id = $1 and r.remittance_id = l.remittance_id
join collection c on c.center_id = $1 and c.collection_id = m.collection_id
join collection_part p on p.center_id = $1 and p.collection_id = m.collection_id
where m.center_id = $1 and m.run_id = $2 and m.covered_dong = c.amount_dong
    and m.class <> 'wrong_beneficiary'
group by l.remittance_id, r.sent_on, c.office_code, p.kind
order by l.remittance_id, c.office_code, p.kind;

-- name: covered_in_part
-- What lines that a run matched cover of collections in part, with the kinds of each collection.
select l.remittance_id, r.sent_on, c.office_code, m.collection_id, m.covered_dong,
    array(select p.kind from collection_part p
        where p.center_id = $1 and p.collection_id = m.collection_id order by p.kind) as kinds,
    array(select p.amount_dong from collection_part p
        where p.center_id = $1 and p.collection_id = m.collection_id order by p.kind) as amounts
from line_match m
join post_line l on l.center_id = $1 and l.line_id = m.line_id
join remittance r on r.center_id = $1 and r.remittance_id = l.remittance_id
join collection c on c.center_id = $1 and c.collection_id = m.collection_id
where m.center_id = $1 and m.run_id = $2 and m.covered_dong < c.amount_dong
    and m.class <> 'wrong_beneficiary'
order by m.collection_id, m.part;

-- name: covered_by_lines
-- The batches, post offices and kinds behind matches that fell, with what each had covered.
select l.remittance_id, r.sent_on, c.office_code, c.collection_id, fallen.covered_dong,
    array(select p.kind from collection_part p
        where p.center_id = $1 and p.collection_id = c.collection_id order by p.kind) as kinds,
    array(select p.amount_dong from collection_part p
        where p.center_id = $1 and p.collection_id = c.collection_id order by p.kind) as amounts
from unnest($2::bigint[], $3::uuid[], $4::bigint[])
    as fallen (line_id, collection_id, covered_dong)
join post_line l on l.center_id = $1 and l.line_id = fallen.line_id
join remittance r on r.center_id = $1 and r.remittance_id = l.remittance_id
join collection c on c.center_id = $1 and c.collection_id = fallen.collection_id
order by c.collection_id, l.line_id;
