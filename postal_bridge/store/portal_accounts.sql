-- name: account_of
-- How a centre is let into the portal.
select enabled, address, login_address, login, password_sealed, unit_code, tells, told_since, codes,
    later_codes, since_field, until_field, ask_hours, address_field, term_field
from portal_account
where center_id = $1;

-- name: put_account
-- Keep how a centre is let into the portal.
insert into portal_account (center_id, enabled, address, login_address, login, password_sealed,
    unit_code, tells, told_since, codes, later_codes, since_field, until_field, ask_hours,
    address_field, term_field)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
on conflict (center_id) do update set enabled = excluded.enabled, address = excluded.address,
    login_address = excluded.login_address, login = excluded.login,
    password_sealed = excluded.password_sealed, unit_code = excluded.unit_code,
    tells = excluded.tells, told_since = excluded.told_since, codes = excluded.codes,
    later_codes = excluded.later_codes, since_field = excluded.since_field,
    until_field = excluded.until_field, ask_hours = excluded.ask_hours,
    address_field = excluded.address_field, term_field = excluded.term_field;

-- name: add_state
-- Begin to note how the portal of a centre is doing.
insert into portal_state (center_id) values ($1) on conflict (center_id) do nothing;

-- name: lock_state
-- How far a centre and its portal are, while nobody else follows or asks.
select followed_to, pulled_to, failures, closed_until, failing_since, trouble, said
from portal_state
where center_id = $1
for update;

-- name: state_of
-- How far a centre and its portal are.
select followed_to, pulled_to, failures, closed_until, failing_since, trouble, said
from portal_state
where center_id = $1;

-- name: follow_anew
-- Have the log of steps followed from the beginning again.
update portal_state set followed_to = null where center_id = $1;

-- name: keep_followed
-- Note how far the log of steps was followed.
update portal_state set followed_to = $2 where center_id = $1;

-- name: keep_pulled
-- Note through which moment changes were asked for.
update portal_state set pulled_to = $2 where center_id = $1;

-- name: keep_health
-- Note how the portal is doing; what went wrong, and since when, is kept until it works again.
update portal_state
set failures = $2, closed_until = $3,
    failing_since = case when $2 > 0 then coalesce(failing_since, $4) end,
    trouble = case when $2 > 0 then coalesce($5, trouble) end,
    said = case when $2 > 0 and $5 is not null then $6 when $2 > 0 then said end
where center_id = $1;
