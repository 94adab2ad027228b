-- name: counts_by_department
-- Count the dossiers of a period for each department.
with alike as (
    -- Alike ones are gathered first: some hundred groups are left to look at from every side.
    select department_code, received_via, returned_via, satisfaction,
        received_on >= $2 as received,
        resolved_on >= $2 and resolved_on <= $3 as resolved,
        resolved_on is null or resolved_on > $3 as pending,
        resolved_on < $2 as settled_before,
        resolved_on < due_on as early, resolved_on > due_on as late,
        due_on < $3 as overdue,
        returned_on >= $2 and returned_on <= $3 as returned,
        rated_on >= $2 and rated_on <= $3 as rated,
        count(*) as dossiers
    from dossier
    where center_id = $1 and received_on <= $3
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
)
select a.department_code, o.name,
    sum(dossiers) filter (where received and received_via = 'direct') as received_direct,
    sum(dossiers) filter (where received and received_via = 'online') as received_online,
    sum(dossiers) filter (where received and received_via = 'postal') as received_postal,
    sum(dossiers) filter (where not received and settled_before is not true) as carried_over,
    sum(dossiers) filter (where resolved and early) as early,
    sum(dossiers) filter (where resolved and early is not true and late is not true) as on_time,
    sum(dossiers) filter (where resolved and late) as late,
    sum(dossiers) filter (where pending and overdue is not true) as in_time,
    sum(dossiers) filter (where pending and overdue) as overdue,
    sum(dossiers) filter (where returned and returned_via = 'postal') as returned_postal,
    sum(dossiers) filter (where returned and returned_via = 'online') as returned_online,
    sum(dossiers) filter (where returned) as returned,
    sum(dossiers) filter (where rated and satisfaction = 'very_satisfied') as very_satisfied,
    sum(dossiers) filter (where rated and satisfaction = 'satisfied') as satisfied,
    sum(dossiers) filter (where rated and satisfaction = 'dissatisfied') as dissatisfied
from alike a
join office o on o.center_id = $1 and o.code = a.department_code
group by a.department_code, o.name
order by a.department_code collate "C";

-- name: collected_by_post
-- Count the dossiers on which the post collected money in a period, and the money; what was taken
-- back in the period comes off, and what was paid elsewhere does not count.
select count(*) filter (where amount_dong > 0) as dossiers,
    coalesce(sum(amount_dong), 0)::bigint as amount_dong
from (
    select sum(amount_dong) as amount_dong
    from collection
    where center_id = $1 and collected_on between $2 and $3 and source not in ('online', 'bank')
        and not (source = 'counter' and office_code in (select o.code from office o
            where o.center_id = $1 and o.kind <> 'post'))
    group by dossier_code
) collected;

-- name: transit
-- Count the consignments that reached their destination in a period and have a norm.
select count(*) as measured, count(*) filter (where reached_on <= norm_on) as within_norm
from consignment
where center_id = $1 and reached_on between $2 and $3 and norm_on is not null;
