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
