-- name: open_batches
-- The batches for which no credit has come, all or some, with what their lines come to.
select r.remittance_id, r.batch as name, r.account, sum(l.amount_dong)::bigint as amount_dong,
    r.sent_on
from remittance r
join post_line l on l.center_id = r.center_id and l.remittance_id = r.remittance_id
where r.center_id = $1
    and not exists (select from credited_remittance g
        where g.center_id = $1 and g.remittance_id = r.remittance_id)
    and ($2::uuid[] is null or r.remittance_id = any($2::uuid[]))
group by r.remittance_id, r.batch, r.account, r.sent_on
order by r.remittance_id;

-- name: open_credits
-- The credits that nothing explains, all or some, each with the dossier of ours that it names,
-- unless a person has said that it is no payment for it.
select l.line_id, l.account, l.amount_dong, l.booked_on, l.batch, l.end_to_end_id,
    l.bank_reference, l.narration, d.code as dossier_code
from bank_line l
left join dossier d on d.center_id = $1 and d.code = l.dossier_code
    and not exists (select from line_explanation x
        where x.center_id = $1 and x.line_id = l.line_id and x.action = 'undone'
            and x.collection_id is not null)
join bank_line_standing s on s.center_id = $1 and s.line_id = l.line_id
where l.center_id = $1 and l.amount_dong > 0 and s.standing = 'unknown'
    and ($2::bigint[] is null or l.line_id = any($2::bigint[]))
order by l.line_id;

-- name: add_groups
-- Keep groups of batches and credits that belong together.
insert into credit_group (center_id, group_id, rule, run_id, remitted_dong, credited_dong,
    matched_at)
select $1, group_id, rule, $2, remitted_dong, credited_dong, $3
from unnest($4::uuid[], $5::text[], $6::bigint[], $7::bigint[])
    as found (group_id, rule, remitted_dong, credited_dong);

-- name: add_credited_remittances
-- Keep which batches are in which group.
insert into credited_remittance (center_id, remittance_id, group_id)
select $1, remittance_id, group_id
from unnest($2::uuid[], $3::uuid[]) as found (remittance_id, group_id);

-- name: add_credited_lines
-- Keep which credits are in which group.
insert into credited_line (center_id, line_id, group_id)
select $1, line_id, group_id from unnest($2::bigint[], $3::uuid[]) as found (line_id, group_id);

-- name: forget_proposals
-- Take away what was proposed before.
delete from credit_proposal where center_id = $1;

-- name: add_proposals
-- Keep what is proposed now.
insert into credit_proposal (center_id, line_id, remittance_id, rule, score, run_id)
select $1, line_id, remittance_id, rule, score, $2
from unnest($3::bigint[], $4::uuid[], $5::text[], $6::smallint[])
    as proposed (line_id, remittance_id, rule, score);

-- name: add_payments
-- Keep credits by which citizens paid the agency of their dossier: the one that each of them names,
-- or the one that a person says.
insert into collection (center_id, collection_id, dossier_code, source, amount_dong, method,
    collected_on, office_code, recorded_at, login)
select $1, p.collection_id, d.code, 'bank', l.amount_dong, 'transfer', l.booked_on,
    d.department_code, $2, $5
from unnest($3::bigint[], $4::uuid[]) as p (line_id, collection_id)
join bank_line l on l.center_id = $1 and l.line_id = p.line_id
join dossier d on d.center_id = $1 and d.code = coalesce($6, l.dossier_code);

-- name: add_credited_collections
-- Keep which credit is which collection.
insert into credited_collection (center_id, line_id, collection_id, run_id)
select $1, line_id, collection_id, $2
from unnest($3::bigint[], $4::uuid[]) as p (line_id, collection_id);

-- name: forget_payment
-- Let a line be no payment any more.
delete from credited_collection where center_id = $1 and line_id = $2;

-- name: doubly_explained
-- Lines that are explained twice; there is none, or the run is wrong.
select count(*)
from (
    select line_id
    from (
        select line_id from credited_line where center_id = $1
        union all
        select line_id from credited_collection where center_id = $1
        union all
        select line_id from explained_line where center_id = $1) as explained
    group by line_id
    having count(*) > 1) as twice;

-- name: groups_unlike_rows
-- Groups whose sums are not those of their rows; there is none, or the run is wrong.
select count(*)
from credit_group g
where g.center_id = $1
    and not exists (select from credit_decision d
        where d.center_id = $1 and d.group_id = g.group_id and d.action = 'undone')
    and (
    g.remitted_dong <> g.credited_dong
    or g.credited_dong <> (
        select coalesce(sum(l.amount_dong), 0)
        from credited_line c
        join bank_line l on l.center_id = $1 and l.line_id = c.line_id
        where c.center_id = $1 and c.group_id = g.group_id)
    or g.remitted_dong <> (
        select coalesce(sum(l.amount_dong), 0)
        from credited_remittance r
        join post_line l on l.center_id = $1 and l.remittance_id = r.remittance_id
        where r.center_id = $1 and r.group_id = g.group_id));

-- name: list_credits
-- A page of what banks booked, the newest first, each with what explains it or what is proposed.
select l.line_id, l.account, l.booked_on, l.amount_dong, l.batch, l.bank_reference,
    l.dossier_code, s.group_id, s.standing,
    (select case when t.action = 'proposed' then t.login end from line_explanation t
        where t.center_id = $1 and t.line_id = l.line_id and s.standing = 'unknown'
        order by t.turn desc limit 1) as proposed_by,
    coalesce((select jsonb_agg(jsonb_build_object('remittance_id', p.remittance_id,
            'batch', r.batch, 'rule', p.rule, 'score', p.score, 'amount_dong', (
                select sum(b.amount_dong) from post_line b
                where b.center_id = $1 and b.remittance_id = r.remittance_id))
            order by p.score desc, r.batch)
        from credit_proposal p
        join remittance r on r.center_id = $1 and r.remittance_id = p.remittance_id
        where p.center_id = $1 and p.line_id = l.line_id), '[]'::jsonb) as proposals
from bank_line l
join bank_line_standing s on s.center_id = $1 and s.line_id = l.line_id
where l.center_id = $1 and l.amount_dong <> 0 and (l.booked_on, l.line_id) < ($2::date, $3::bigint)
    and (not $4::boolean or s.standing = 'unknown')
order by l.booked_on desc, l.line_id desc
limit $5;

-- name: list_remittances
-- A page of batches that brought a line no other list had, the newest first: declared, listed and
-- credited, and the oldest day in each.
select r.remittance_id, r.batch, r.office_code, r.account, r.sent_on, r.declared_dong, r.lines,
    r.lines_dong, k.rule,
    (select min(l.day) from post_line l
        where l.center_id = $1 and l.remittance_id = r.remittance_id) as oldest_on,
    case when g.group_id is null then 0 else (
        select coalesce(sum(l.amount_dong), 0) from post_line l
        where l.center_id = $1 and l.remittance_id = r.remittance_id) end::bigint as credited_dong,
    (select max(b.booked_on) from credited_line c
        join bank_line b on b.center_id = $1 and b.line_id = c.line_id
        where c.center_id = $1 and c.group_id = g.group_id) as credited_on
from remittance r
left join credited_remittance g on g.center_id = $1 and g.remittance_id = r.remittance_id
left join credit_group k on k.center_id = $1 and k.group_id = g.group_id
where r.center_id = $1 and (r.sent_on, r.remittance_id) < ($2::date, $3::uuid)
    and exists (select from post_line l
        where l.center_id = $1 and l.remittance_id = r.remittance_id)
order by r.sent_on desc, r.remittance_id desc
limit $4;

-- name: sums_stated
-- What the lines that a file brought come to for each of its statements and days, and whose account
-- it is.
select l.statement_place, coalesce(l.account, '-') as account, l.booked_on,
    coalesce(sum(l.amount_dong) filter (where l.amount_dong > 0), 0)::bigint as credited_dong,
    coalesce(-sum(l.amount_dong) filter (where l.amount_dong < 0), 0)::bigint as debited_dong,
    coalesce((select a.is_treasury from agency_account a
        where a.center_id = $1 and a.account = l.account and a.valid_from <= l.booked_on
        order by a.valid_from desc, a.office_code limit 1), false) as is_treasury
from bank_line l
where l.center_id = $1 and l.file_id = $2 and l.amount_dong <> 0
group by l.statement_place, l.account, l.booked_on
order by l.statement_place, l.account, l.booked_on;

-- name: in_transit_though_credited
-- Batches that were credited and of which something of some kind still stands as in transit.
select g.group_id, g.remittance_id
from credited_remittance g
where g.center_id = $1 and exists (
    select from ledger_posting p
    where p.center_id = $1 and p.account = 'in_transit' and p.subject = g.remittance_id::text
    group by p.kind
    having sum(p.amount_dong) <> 0)
order by g.group_id, g.remittance_id;

-- name: lines_of_groups
-- The credits of given groups, undone ones too, with the statements that told them.
select g.group_id, g.line_id, l.file_id, l.statement_place, coalesce(l.account, '-') as account,
    l.amount_dong, l.booked_on
from grouped_line g
join bank_line l on l.center_id = $1 and l.line_id = g.line_id
where g.center_id = $1 and g.group_id = any($2::uuid[])
order by g.group_id, g.line_id;

-- name: payments
-- Given credits that are collections, or were, with the statements that told them, the collections,
-- the turns in which people told them, and the days on which they count.
select p.line_id, l.file_id, l.statement_place, coalesce(l.account, '-') as account,
    l.amount_dong, l.booked_on, c.office_code, p.collection_id, p.is_undone, x.turn,
    coalesce(x.booked_on, l.booked_on) as recognised_on,
    coalesce(late.counts_on, c.collected_on) as counts_on,
    array(select k.kind from collection_part k
        where k.center_id = $1 and k.collection_id = p.collection_id order by k.kind) as kinds,
    array(select k.amount_dong from collection_part k
        where k.center_id = $1 and k.collection_id = p.collection_id order by k.kind) as amounts
from recognised_line p
join bank_line l on l.center_id = $1 and l.line_id = p.line_id
join collection c on c.center_id = $1 and c.collection_id = p.collection_id
left join late_collection late on late.center_id = $1 and late.collection_id = p.collection_id
left join line_explanation x on x.center_id = $1 and x.line_id = p.line_id
    and x.collection_id = p.collection_id and x.action = 'explained'
where p.center_id = $1 and p.line_id = any($2::bigint[])
order by p.line_id, x.turn nulls first;

-- name: stated_by
-- What the lines of given statements come to, day by day.
select l.file_id, l.statement_place, coalesce(l.account, '-') as account, l.booked_on,
    coalesce(sum(l.amount_dong) filter (where l.amount_dong > 0), 0)::bigint as credited_dong,
    coalesce(-sum(l.amount_dong) filter (where l.amount_dong < 0), 0)::bigint as debited_dong
from bank_line l
where l.center_id = $1 and l.file_id = any($2::uuid[]) and l.amount_dong <> 0
group by l.file_id, l.statement_place, l.account, l.booked_on
order by l.booked_on;

-- name: remitted_by
-- What the lines of given batches come to, by each group in which they were ever credited.
select r.remittance_id, r.sent_on, g.group_id, sum(l.amount_dong)::bigint as amount_dong
from remittance r
join post_line l on l.center_id = $1 and l.remittance_id = r.remittance_id
left join grouped_remittance g on g.center_id = $1 and g.remittance_id = r.remittance_id
where r.center_id = $1 and (r.remittance_id = any($2::uuid[]) or g.group_id = any($3::uuid[]))
group by r.remittance_id, r.sent_on, g.group_id
order by r.remittance_id;

-- name: places_of_statements
-- On which account each of given statements was booked.
select e.source_id, p.account
from ledger_entry e
join ledger_posting p on p.center_id = $1 and p.sequence = e.sequence and p.place = 0
where e.center_id = $1 and e.source_kind = 'statement' and e.source_id = any($2::text[]);
