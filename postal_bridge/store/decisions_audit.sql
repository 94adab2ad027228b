-- name: kept_steps
-- The steps of differences by which money may have moved, in their order.
select difference_id, step, at, login, action, detail
from money_difference_step
where center_id = $1 and difference_id = any($2::uuid[])
    and action in ('resolved', 'undone', 'fallen')
order by difference_id, step;

-- name: kept_lines
-- Lines of lists with their batches, and the accounts that these were sent to.
select l.line_id, l.remittance_id, l.amount_dong, r.account
from post_line l
join remittance r on r.center_id = $1 and r.remittance_id = l.remittance_id
where l.center_id = $1 and l.line_id = any($2::bigint[]);

-- name: kept_collections
-- Collections with their kinds.
select c.collection_id, c.dossier_code, c.office_code,
    array(select p.kind from sent_part p
        where p.center_id = $1 and p.collection_id = c.collection_id order by p.kind) as kinds,
    array(select p.amount_dong from sent_part p
        where p.center_id = $1 and p.collection_id = c.collection_id order by p.kind) as amounts
from collection c
where c.center_id = $1 and c.collection_id = any($2::uuid[]);
