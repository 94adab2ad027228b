-- name: things_of_items
-- The consignments that carriers know by these codes; of several the one last ordered.
select distinct on (upper(o.item_code)) upper(o.item_code) as item_code, o.consignment_code
from carrier_order o
where o.center_id = $1 and o.item_code is not null and upper(o.item_code) = any($2::text[])
order by upper(o.item_code), o.ended_at is not null, o.wanted_at desc, o.order_id;

-- name: items_of_thing
-- The codes by which carriers know a consignment, and which are not its own.
select distinct o.item_code
from carrier_order o
where o.center_id = $1 and o.consignment_code = $2 and upper(o.item_code) <> $2
order by o.item_code;
