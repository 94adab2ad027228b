-- name: lines_to_match
-- Lines with what they are now, for a person to match.
select l.line_id, l.line_key, l.remittance_id, l.sent_on, l.amount_dong, l.item_code,
    l.receipt_number, l.kind, l.account, coalesce(l.found_by, 'no_reference') as found_by,
    m.class, m.rule, m.about
from post_line l
join line_match m on m.center_id = $1 and m.line_id = l.line_id
where l.center_id = $1 and l.line_id = any($2::bigint[]) and m.collection_id is null
    and m.rule <> 'by_hand';

-- name: collections_to_match
-- Collections that came through the post and that nothing has settled, for a person to match.
select c.collection_id, c.dossier_code, c.amount_dong, c.collected_on,
    c.consignment_code as item_code, c.receipt_number,
    array(select p.kind from sent_part p
        where p.center_id = $1 and p.collection_id = c.collection_id) as kinds,
    exists (select from collection_after_cutoff h
        where h.center_id = $1 and h.collection_id = c.collection_id) as after_cutoff
from post_collection c
where c.center_id = $1 and c.collection_id = any($2::uuid[])
    and not exists (select from collection r
        where r.center_id = $1 and r.reverses = c.collection_id)
    and not exists (select from line_match m
        where m.center_id = $1 and m.collection_id = c.collection_id)
    and not exists (select from settled_collection t
        where t.center_id = $1 and t.collection_id = c.collection_id);

-- name: clear_lines
-- Take away the classes of lines that a person matches.
delete from line_match
where center_id = $1 and line_id = any($2::bigint[]) and collection_id is null;

-- name: keep_matches
-- Keep what a person matched.
insert into line_match (center_id, line_id, share, class, rule, collection_id, covered_dong, part,
    run_id)
select $1, line_id, share, class, 'by_hand', collection_id, covered_dong, part, $2
from unnest($3::bigint[], $4::smallint[], $5::text[], $6::uuid[], $7::bigint[], $8::smallint[])
    as matched (line_id, share, class, collection_id, covered_dong, part)
order by line_id, share;

-- name: undo_matches
-- Keep matches that a person made, as they were, before they are taken away; return them.
insert into undone_match (center_id, line_id, share, undone_at, login, reason, class, rule,
    collection_id, covered_dong, part, run_id)
select center_id, line_id, share, $3, $4, $5, class, rule, collection_id, covered_dong, part, run_id
from line_match
where center_id = $1 and line_id = any($2::bigint[]) and rule = 'by_hand'
    and collection_id is not null
returning line_id, collection_id;

-- name: clear_matches
-- Take away matches that a person made.
delete from line_match
where center_id = $1 and line_id = any($2::bigint[]) and rule = 'by_hand';

-- name: give_back
-- Give lines the classes back that they had before a person matched them.
insert into line_match (center_id, line_id, class, rule, about, run_id)
select $1, line_id, class, 'undone', about, $2
from unnest($3::bigint[], $4::text[], $5::uuid[]) as line (line_id, class, about);

-- name: change_rule
-- Say by which rule lines are what they are; those that have become something else are left.
update line_match
set rule = $4, class = $5
where center_id = $1 and line_id = $2 and rule = $3 and class = $6;

-- name: settle_collection
-- Wait for no line of a collection any more.
insert into settled_collection (center_id, collection_id, difference_id) values ($1, $2, $3);

-- name: wait_again
-- Wait for a line of a collection again.
delete from settled_collection
where center_id = $1 and collection_id = $2 and difference_id = $3;

-- name: wait_for_none
-- Forget that collections were settled by decisions that fell.
delete from settled_collection
where center_id = $1 and difference_id = any($2::uuid[]);

-- name: rests_on_match
-- Whether money was moved by a decision about what these lines are beside their collections.
select exists (select from money_difference k
    where k.center_id = $1 and k.line_id = any($2::bigint[]) and k.difference_id <> $3
        and k.state = 'resolved' and k.class in ('short', 'over', 'wrong_beneficiary'));

-- name: whereabouts
-- The batch, account, line and collection behind a difference, and what the line covers.
select l.remittance_id, l.line_id, l.line_key, l.sent_on, l.amount_dong, l.item_code,
    l.receipt_number, l.kind, l.account as line_account, r.account, m.rule,
    coalesce(m.covered_dong, 0) as covered_dong, c.collection_id,
    c.amount_dong as collected_dong, c.collected_on, c.office_code,
    array(select p.kind from sent_part p
        where p.center_id = $1 and p.collection_id = c.collection_id order by p.kind) as kinds,
    array(select p.amount_dong from sent_part p
        where p.center_id = $1 and p.collection_id = c.collection_id order by p.kind) as amounts,
    exists (select from collection b
        where b.center_id = $1 and b.reverses = c.collection_id) as taken_back,
    exists (select from line_match x
        where x.center_id = $1 and x.collection_id = m.collection_id and x.line_id <> m.line_id)
        or exists (select from line_match x
        where x.center_id = $1 and x.line_id = m.line_id and x.share > 0) as is_summed
from money_difference k
left join post_line l on l.center_id = $1 and l.line_id = k.line_id
left join remittance r on r.center_id = $1 and r.remittance_id = l.remittance_id
left join line_match m on m.center_id = $1 and m.line_id = k.line_id and m.share = 0
left join post_collection c on c.center_id = $1 and c.collection_id = k.collection_id
where k.center_id = $1 and k.difference_id = $2;

-- name: pairs_of_line
-- What a line is of collections, share by share.
select line_id, collection_id, covered_dong
from line_match
where center_id = $1 and line_id = $2 and collection_id is not null
order by share;
