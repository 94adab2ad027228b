-- name: transit
-- Count the consignments that reached their destination in a period and have a norm.
select count(*) as measured, count(*) filter (where reached_on <= norm_on) as within_norm
from consignment
where center_id = $1 and reached_on between $2 and $3 and norm_on is not null;
