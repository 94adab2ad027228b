-- name: take_turn
-- Let one run of a centre go on at a time, and no list of the post come in meanwhile: both take
-- the numbers of lines.
insert into counter (center_id, name, next_value)
values ($1, 'post_line', 1)
on conflict (center_id, name) do update set next_value = counter.next_value;

-- name: plan_for_many
-- Let matching take time in proportion to the lines, whatever the planner believes of new rows.
set local enable_nestloop = off;

-- name: plan_as_usual
-- Leave the choice to the planner again.
set local enable_nestloop = on;

-- name: sort_in_memory
-- Give the sorts and joins of a run room.
set local work_mem = '256MB';

-- name: take_time
-- Let a statement of a run over millions of lines take longer than one of a page.
set local statement_timeout = '30min';

-- name: last_line_judged
-- The last line that has a class; every line up to it has one.
select coalesce(max(line_id), 0) from line_match where center_id = $1;

-- name: give_back_undecided
-- Take away the classes that later news may change and no person decided; return their lines.
delete from line_match
where center_id = $1 and class in ('duplicate', 'unknown', 'refunded_after')
    and rule <> 'by_hand'
returning line_id;

-- name: give_back_refunded
-- Take away matches of lines with collections that were taken back since; return what they were.
delete from line_match m
using line_match f, collection r
where m.center_id = $1 and f.center_id = $1 and r.center_id = $1 and r.reverses is not null
    and f.collection_id = r.reverses and m.line_id = f.line_id
returning m.line_id, m.collection_id,
    case when m.class = 'wrong_beneficiary' then 0 else m.covered_dong end as covered_dong;

-- name: days_collected
-- The first and the last day on which money of a centre was collected.
select min(collected_on) as first_on, max(collected_on) as last_on
from collection
where center_id = $1;

-- name: count_open_lines
-- How many lines have no class yet, and the last of all.
select count(*) as lines, coalesce(max(line_id), $2) as last_line
from post_line
where center_id = $1 and line_id > $2;

-- name: match_alone
-- Match each line that is alone in its dossier and amount with the collection that is so too, and
-- return how many lines that were and what batches cover, where not sent to a wrong account.
with lone_line as (
    select l.dossier_code, l.amount_dong, any_value(l.line_id) as line_id,
        any_value(l.remittance_id) as remittance_id, any_value(l.sent_on) as sent_on,
        any_value(l.account) as account, any_value(l.kind) as kind,
        any_value(l.found_by) as found_by
    from post_line l
    where l.center_id = $1 and (l.line_id > $2 or l.line_id = any($3::bigint[]))
        and l.dossier_code is not null and l.amount_dong > 0
    group by l.dossier_code, l.amount_dong
    having count(*) = 1
),
lone_collection as (
    select c.dossier_code, c.amount_dong, any_value(c.collection_id) as collection_id,
        any_value(c.collected_on) as collected_on, any_value(c.office_code) as office_code
    from post_collection c
    where c.center_id = $1
        and not exists (select from collection r
            where r.center_id = $1 and r.reverses = c.collection_id)
        and not exists (select from line_match m
            where m.center_id = $1 and m.collection_id = c.collection_id)
        and not exists (select from settled_collection t
            where t.center_id = $1 and t.collection_id = c.collection_id)
    group by c.dossier_code, c.amount_dong
    having count(*) = 1
),
found as materialized (
    select l.line_id, l.found_by, l.remittance_id, l.amount_dong, c.collection_id, c.office_code,
        case
            when l.account is not null and l.account <> all($7::text[])
                and (cardinality($7::text[]) > 0 or exists (
                    select from dossier d
                    join agency_account a
                        on a.center_id = $1 and a.office_code = d.department_code
                    where d.center_id = $1 and d.code = l.dossier_code
                        and l.sent_on between a.valid_from and coalesce(a.valid_to, 'infinity')))
                and not exists (
                    select from dossier d
                    join agency_account a
                        on a.center_id = $1 and a.office_code = d.department_code
                    where d.center_id = $1 and d.code = l.dossier_code
                        and a.account = l.account
                        and l.sent_on between a.valid_from and coalesce(a.valid_to, 'infinity'))
                then 'wrong_beneficiary'
            when l.kind is not null and exists (
                    select from sent_part p
                    where p.center_id = $1 and p.collection_id = c.collection_id
                        and p.kind not in (l.kind, 'unstated'))
                then 'kind_mismatch'
            when l.sent_on > due.due_on
                and (l.sent_on > due.due_next_on or not exists (
                    select from collection_after_cutoff h
                    where h.center_id = $1 and h.collection_id = c.collection_id))
                then 'late'
            else 'matched'
        end as class
    from lone_line l
    join lone_collection c on c.dossier_code = l.dossier_code and c.amount_dong = l.amount_dong
    left join unnest($5::date[], $6::date[], $8::date[])
        as due (collected_on, due_on, due_next_on)
        on due.collected_on = c.collected_on
    order by l.line_id
),
kept as (
    insert into line_match (center_id, line_id, class, rule, collection_id, covered_dong, run_id)
    select $1, line_id, class, found_by, collection_id, amount_dong, $4
    from found
)
select f.remittance_id, r.sent_on, f.office_code, p.kind,
    (sum(p.amount_dong) filter (where f.class <> 'wrong_beneficiary'))::bigint as amount_dong,
    (select count(*) from found) as lines
from found f
join remittance r on r.center_id = $1 and r.remittance_id = f.remittance_id
join sent_part p on p.center_id = $1 and p.collection_id = f.collection_id
group by f.remittance_id, r.sent_on, f.office_code, p.kind;

-- name: lines_left
-- The lines that have no class yet, each with the dossier that its references lead to.
select l.line_id, l.line_key, l.remittance_id, l.sent_on, l.amount_dong, l.item_code,
    l.receipt_number, l.kind, l.account,
    coalesce(l.dossier_code, s.dossier_code, t.dossier_code) as dossier_code,
    coalesce(l.found_by, case when s.dossier_code is null then 'receipt' else 'item' end)
        as found_by
from post_line l
left join line_match m on m.center_id = $1 and m.line_id = l.line_id
left join consignment s on s.center_id = $1 and l.dossier_code is null and s.code = l.item_code
left join (
    select c.receipt_number, min(c.dossier_code) as dossier_code
    from collection c
    where c.center_id = $1 and c.receipt_number is not null and c.reverses is null
    group by c.receipt_number
    having count(*) = 1
) as t on l.dossier_code is null and t.receipt_number = l.receipt_number
where l.center_id = $1 and (l.line_id > $2 or l.line_id = any($3::bigint[])) and m.line_id is null
order by 10, l.line_id;

-- name: collections_of
-- The collections of given dossiers that came through the post, with kinds and standing.
select c.dossier_code, c.collection_id, c.amount_dong, c.collected_on,
    c.consignment_code as item_code, c.receipt_number,
    array(select p.kind from sent_part p
        where p.center_id = $1 and p.collection_id = c.collection_id) as kinds,
    exists (select from collection_after_cutoff h
        where h.center_id = $1 and h.collection_id = c.collection_id) as after_cutoff,
    case
        when exists (select from collection r
            where r.center_id = $1 and r.reverses = c.collection_id) then 'taken_back'
        when exists (select from line_match m
            where m.center_id = $1 and m.collection_id = c.collection_id)
            or exists (select from settled_collection t
            where t.center_id = $1 and t.collection_id = c.collection_id) then 'consumed'
        else 'open'
    end as standing
from post_collection c
where c.center_id = $1 and c.dossier_code = any($2::text[]);

-- name: accounts_of
-- The accounts of the agencies that handle given dossiers, and when each holds.
select d.code as dossier_code, a.account, a.valid_from, a.valid_to
from dossier d
join agency_account a on a.center_id = d.center_id and a.office_code = d.department_code
where d.center_id = $1 and d.code = any($2::text[]);

-- name: keep_decisions
-- Keep the classes of lines that were judged one dossier at a time.
insert into line_match (center_id, line_id, class, rule, collection_id, covered_dong, part, about,
    run_id)
select $1, line_id, class, rule, collection_id, covered_dong, part, about, $2
from unnest($3::bigint[], $4::text[], $5::text[], $6::uuid[], $7::bigint[], $8::smallint[],
    $9::uuid[]) as decision (line_id, class, rule, collection_id, covered_dong, part, about)
order by line_id;

-- name: refresh_statistics
-- Tell the planner what has grown.
analyze line_match;

-- name: classes_of_period
-- How many lines of a period are in each class, what they come to, what they cover and miss.
select coalesce(m.class, 'none') as class,
    count(*) filter (where m.share = 0 or m.share is null) as lines,
    coalesce(sum(l.amount_dong) filter (where m.share = 0 or m.share is null), 0)::bigint
        as lines_dong,
    coalesce(sum(m.covered_dong), 0)::bigint as covered_dong
from post_line l
left join line_match m on m.center_id = $1 and m.line_id = l.line_id
where l.center_id = $1 and l.day between $2 and $3 and l.line_id <= $4
group by coalesce(m.class, 'none');

-- name: short_in_period
-- By how much the collections behind short lines of a period are more than was sent.
select coalesce(sum(c.amount_dong - m.covered_dong), 0)::bigint
from line_match m
join post_line l on l.center_id = $1 and l.line_id = m.line_id and l.day between $2 and $3
join post_collection c on c.center_id = $1 and c.collection_id = m.collection_id
where m.center_id = $1 and m.class = 'short';

-- name: collected_in_period
-- What was collected in a period and not taken back, how much of it no line has come for, and how
-- much of that people have settled; of lines that make up one collection together only the first
-- counts it.
select count(*) filter (where first) as collections,
    coalesce(sum(amount_dong) filter (where first), 0)::bigint as collected_dong,
    count(*) filter (where covered_dong is null and not settled) as missing,
    coalesce(sum(amount_dong) filter (where covered_dong is null and not settled), 0)::bigint
        as missing_dong,
    count(*) filter (where covered_dong is null and settled) as settled,
    coalesce(sum(amount_dong) filter (where covered_dong is null and settled), 0)::bigint
        as settled_dong,
    count(short_settled_dong) as short_settled,
    coalesce(sum(short_settled_dong), 0)::bigint as short_settled_dong,
    coalesce(sum(covered_dong), 0)::bigint as covered_dong,
    (coalesce(sum(amount_dong) filter (where first and covered_dong is not null), 0)
        - coalesce(sum(covered_dong), 0))::bigint as short_dong
from (
    select c.amount_dong, m.covered_dong, coalesce(m.part, 0) = 0 as first,
        t.collection_id is not null as settled, k.amount_dong as short_settled_dong
    from post_collection c
    left join line_match m on m.center_id = $1 and m.collection_id = c.collection_id
    left join settled_collection t on t.center_id = $1 and t.collection_id = c.collection_id
    left join money_difference k on k.center_id = $1 and k.class = 'short'
        and k.state = 'resolved' and k.line_id = m.line_id and k.collection_id = m.collection_id
    where c.center_id = $1 and c.counts_on between $2 and $3
        and not exists (select from collection r
            where r.center_id = $1 and r.reverses = c.collection_id)
) as collected;

-- name: overcovered
-- Collections of which more was consumed than there was; there is none, or the run is wrong.
select count(*)
from (
    select m.collection_id
    from line_match m
    where m.center_id = $1 and m.part > 0
) as parts
join post_collection c on c.center_id = $1 and c.collection_id = parts.collection_id
where (select sum(m.covered_dong) from line_match m
    where m.center_id = $1 and m.collection_id = c.collection_id) > c.amount_dong;

-- name: add_reconciliation
-- Keep a run and the figures it proved.
insert into reconciliation (center_id, run_id, period_from, period_to, started_at, login,
    finished_at, figures)
values ($1, $2, $3, $4, $5, $6, $7, $8);
