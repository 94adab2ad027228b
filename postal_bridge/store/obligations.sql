-- name: add_obligations
-- Keep fee lines of dossiers.
insert into obligation (center_id, obligation_id, dossier_code, kind, name, tariff_dong,
    amount_dong, owed_on, ground, payer, due_when, route, cancels, recorded_at, login, office_code)
select $1, obligation_id, dossier_code, kind, name, tariff_dong, amount_dong, owed_on, ground,
    payer, due_when, route, cancels, $2, $3, $4
from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::bigint[],
    $11::date[], $12::text[], $13::text[], $14::text[], $15::text[], $16::uuid[])
    as line (obligation_id, dossier_code, kind, name, tariff_dong, amount_dong, owed_on, ground,
        payer, due_when, route, cancels);

-- name: obligations_of
-- The fee lines of a dossier, those that were cancelled with what cancels them.
select obligation_id, dossier_code, kind, name, tariff_dong, amount_dong, owed_on, ground, payer,
    due_when, route, cancels
from obligation
where center_id = $1 and dossier_code = $2
order by recorded_at, obligation_id;

-- name: find_obligation
-- One fee line.
select obligation_id, dossier_code, kind, name, tariff_dong, amount_dong, owed_on, ground, payer,
    due_when, route, cancels
from obligation
where center_id = $1 and obligation_id = $2;

-- name: postage_of
-- The postage of dossiers by the names of its lines, less what was cancelled.
select name, sum(amount_dong)::bigint as amount_dong
from obligation
where center_id = $1 and dossier_code = any($2::text[]) and kind = 'postage'
group by name
having sum(amount_dong) > 0
order by name;
