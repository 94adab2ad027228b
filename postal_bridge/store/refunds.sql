-- name: add_refund
-- Keep that somebody asks for a surplus to be given back.
insert into refund (center_id, refund_id, dossier_code, amount_dong, paid_by, office_code, method,
    reason, refunded_on, asked_at, asked_by, asked_office)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: add_act
-- Keep what became of a refund.
insert into refund_act (center_id, refund_id, act, at, login, booked_on, reason, collection_id)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: refunds_of_dossier
-- The refunds of a dossier, as they were asked for.
select refund_id, dossier_code, amount_dong, paid_by, office_code, method, reason, refunded_on,
    asked_at, asked_by, asked_office
from refund
where center_id = $1 and dossier_code = $2
order by asked_at, refund_id;

-- name: refunds_by_identity
-- Refunds by identity.
select refund_id, dossier_code, amount_dong, paid_by, office_code, method, reason, refunded_on,
    asked_at, asked_by, asked_office
from refund
where center_id = $1 and refund_id = any($2::uuid[]);

-- name: acts_of
-- What became of refunds, with the kinds of what the post gave back as a whole.
select a.refund_id, a.act, a.at, a.login, a.booked_on, a.reason, a.collection_id,
    array(select p.kind from sent_part p
        where p.center_id = $1 and p.collection_id = a.collection_id order by p.kind) as kinds,
    array(select p.amount_dong from sent_part p
        where p.center_id = $1 and p.collection_id = a.collection_id order by p.kind) as amounts
from refund_act a
where a.center_id = $1 and a.refund_id = any($2::uuid[]);

-- name: still_with_post
-- What an office of the post took for a dossier, of some amount, and has not sent on, the newest
-- first; of which kinds each is.
select c.collection_id,
    array(select p.kind from sent_part p
        where p.center_id = $1 and p.collection_id = c.collection_id order by p.kind) as kinds,
    array(select p.amount_dong from sent_part p
        where p.center_id = $1 and p.collection_id = c.collection_id order by p.kind) as amounts
from post_collection c
where c.center_id = $1 and c.dossier_code = $2 and c.office_code = $3 and c.amount_dong = $4
    and not exists (select from collection r
        where r.center_id = $1 and r.reverses = c.collection_id)
    and not exists (select from line_match m
        where m.center_id = $1 and m.collection_id = c.collection_id)
    and not exists (select from settled_collection t
        where t.center_id = $1 and t.collection_id = c.collection_id)
order by c.collected_on desc, c.collection_id;

-- name: settle_collection
-- Wait for no line of a collection that the post gave back.
insert into settled_collection (center_id, collection_id, refund_id) values ($1, $2, $3);

-- name: wait_again
-- Wait for a line of a collection again, since it was not given back after all.
delete from settled_collection where center_id = $1 and refund_id = $2;

-- name: is_sealed
-- Whether a closing that holds counts a collection as given back by a refund.
select exists (
    select from refund_act a
    join post_collection c on c.center_id = $1 and c.collection_id = a.collection_id
    join period_standing p on p.center_id = $1 and p.is_closed and p.closed_at >= a.at
        and p.last_on >= c.counts_on
    where a.center_id = $1 and a.refund_id = $2 and a.act = 'paid');

-- name: is_given_back
-- Whether the post gave a collection back as a whole.
select exists (select from settled_collection
    where center_id = $1 and collection_id = $2 and refund_id is not null);
