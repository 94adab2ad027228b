-- name: clear_proposals
-- Forget what was proposed before.
delete from match_proposal where center_id = $1;

-- name: left_lines
-- Lines that no collection was found for, which no person has settled.
select l.line_id, l.amount_dong, l.sent_on as day, k.office_code, l.dossier_code, l.item_code,
    l.receipt_number
from money_difference k
join post_line l on l.center_id = $1 and l.line_id = k.line_id
where k.center_id = $1 and k.class = 'unknown' and k.state in ('open', 'proposed', 'carried')
    and l.amount_dong > 0
order by l.line_id
limit $2;

-- name: left_collections
-- Collections for which no line has come, which no person has settled.
select c.collection_id, c.amount_dong, c.collected_on as day, c.office_code, c.dossier_code,
    c.consignment_code as item_code, c.receipt_number
from money_difference k
join post_collection c on c.center_id = $1 and c.collection_id = k.collection_id
where k.center_id = $1 and k.class = 'missing' and k.state in ('open', 'proposed', 'carried')
order by c.collected_on desc, c.collection_id
limit $2;

-- name: add_proposals
-- Keep what lines and collections may belong together.
insert into match_proposal (center_id, proposal_id, rule, score, line_ids, collection_ids, run_id)
select $1, gen_random_uuid(), rule, score, line_ids::bigint[], collection_ids::uuid[], $2
from unnest($3::text[], $4::smallint[], $5::text[], $6::text[])
    as proposal (rule, score, line_ids, collection_ids);
