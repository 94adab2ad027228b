-- name: find_collections
-- Collections that no line has come for, by dossier, item, receipt, or the amount of a missing one.
select c.collection_id
from post_collection c
where c.center_id = $1 and c.collection_id in (
        select d.collection_id from collection d
        where d.center_id = $1 and d.dossier_code = any($2::text[])
        union all
        select d.collection_id from collection d
        where d.center_id = $1 and d.receipt_number = any($2::text[])
        union all
        select k.collection_id
        from money_difference k
        join collection d on d.center_id = $1 and d.collection_id = k.collection_id
        where k.center_id = $1 and k.class = 'missing'
            and k.state in ('open', 'proposed', 'carried')
            and (k.amount_dong = $3::bigint or d.consignment_code = any($2::text[])))
    and not exists (select from collection r
        where r.center_id = $1 and r.reverses = c.collection_id)
    and not exists (select from line_match m
        where m.center_id = $1 and m.collection_id = c.collection_id)
    and not exists (select from settled_collection t
        where t.center_id = $1 and t.collection_id = c.collection_id)
order by c.collected_on desc, c.collection_id
limit $4;

-- name: find_lines
-- Lines that no collection was found for, by dossier, item, receipt or amount, the newest first.
select l.line_id
from money_difference k
join post_line l on l.center_id = $1 and l.line_id = k.line_id
join line_match m on m.center_id = $1 and m.line_id = k.line_id and m.class = k.class
where k.center_id = $1 and k.state in ('open', 'proposed', 'carried')
    and k.class in ('duplicate', 'unknown', 'refunded_after')
    and m.collection_id is null and m.rule <> 'by_hand' and l.amount_dong > 0
    and (l.dossier_code = any($2::text[]) or l.item_code = any($2::text[])
        or l.receipt_number = any($2::text[]) or l.amount_dong = $3::bigint)
order by l.day desc, l.line_id
limit $4;

-- name: collections_told
-- Given collections, each with as much of it as the post has to send on.
select c.collection_id, c.dossier_code, c.consignment_code as item_code, c.amount_dong,
    c.collected_on as day, c.receipt_number, c.office_code
from post_collection c
where c.center_id = $1 and c.collection_id = any($2::uuid[])
order by c.collected_on, c.collection_id;

-- name: lines_told
-- Given lines of the post's lists, each with its batch.
select l.line_id, l.dossier_code, l.item_code, l.amount_dong, l.day, l.receipt_number,
    r.office_code, r.remittance_id, r.batch
from post_line l
join remittance r on r.center_id = $1 and r.remittance_id = l.remittance_id
where l.center_id = $1 and l.line_id = any($2::bigint[])
order by l.day, l.line_id;
