-- name: rows_of_dossier
-- The lines and the collections of a dossier by identity, the first of each.
select array(select l.line_id from post_line l
        where l.center_id = $1 and l.dossier_code = $2 order by l.line_id limit $3) as line_ids,
    array(select c.collection_id from collection c
        where c.center_id = $1 and c.dossier_code = $2
        order by c.collected_on, c.collection_id limit $3) as collection_ids;

-- name: lines_told
-- Lines of the post's lists with their batches and with what they were found to be.
select l.line_id, l.place, l.day, l.sent_on, l.amount_dong, l.dossier_code, l.item_code,
    l.receipt_number, l.kind, l.account, l.narration, l.remittance_id, r.batch, r.office_code,
    f.name as file, m.class as line_class, m.rule, m.collection_id
from post_line l
join remittance r on r.center_id = $1 and r.remittance_id = l.remittance_id
join statement_file f on f.center_id = $1 and f.file_id = r.file_id
left join line_match m on m.center_id = $1 and m.line_id = l.line_id and m.share = 0
where l.center_id = $1 and l.line_id = any($2::bigint[])
order by l.line_id;

-- name: collections_told
-- Collections with how much of each lines have come for, and whether they were taken back.
select c.collection_id, c.dossier_code, c.consignment_code, c.amount_dong, c.collected_on,
    c.method, c.source, c.receipt_number, c.office_code, c.login, c.reverses,
    coalesce((select sum(m.covered_dong) from line_match m
        where m.center_id = $1 and m.collection_id = c.collection_id), 0)::bigint as covered_dong,
    exists (select from collection r
        where r.center_id = $1 and r.reverses = c.collection_id) as taken_back
from collection c
where c.center_id = $1 and c.collection_id = any($2::uuid[])
order by c.collected_on, c.collection_id;

-- name: remittances_told
-- Batches of the post.
select remittance_id, batch, office_code, account, declared_dong, lines, lines_dong, sent_on
from remittance
where center_id = $1 and remittance_id = any($2::uuid[])
order by sent_on, remittance_id;

-- name: obligations_told
-- The fee lines of a dossier, those that cancel others among them.
select obligation_id, kind, name, amount_dong, owed_on, payer, route, cancels
from obligation
where center_id = $1 and dossier_code = $2
order by owed_on, recorded_at, obligation_id
limit $3;

-- name: credits_told
-- Credits of the bank that are given batches, or that name a dossier.
select b.line_id, b.account, b.booked_on, b.amount_dong, b.bank_reference, b.narration,
    g.group_id
from bank_line b
left join credited_line g on g.center_id = $1 and g.line_id = b.line_id
where b.center_id = $1 and b.line_id in (
    select c.line_id
    from credited_remittance r
    join credited_line c on c.center_id = $1 and c.group_id = r.group_id
    where r.center_id = $1 and r.remittance_id = any($2::uuid[])
    union
    select d.line_id from bank_line d where d.center_id = $1 and d.dossier_code = $3
)
order by b.booked_on, b.line_id
limit $4;

-- name: proposals_of
-- What lines and collections may belong together with a line or with a collection, best first.
select proposal_id, rule, score, line_ids, collection_ids
from match_proposal
where center_id = $1 and (line_ids[1] = $2::bigint
    or (cardinality(line_ids) > 1 and line_ids @> array[$2::bigint])
    or collection_ids[1] = $3::uuid
    or (cardinality(collection_ids) > 1 and collection_ids @> array[$3::uuid]))
order by score desc, proposal_id
limit $4;
