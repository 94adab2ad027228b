-- name: agency_accounts
-- A page of the accounts of the agencies of a centre, by department, after a place.
select office_code, account, valid_from, valid_to, holder, is_treasury, source
from agency_account
where center_id = $1 and (office_code, account, valid_from) > ($2, $3, $4)
order by office_code, account, valid_from
limit $5;

-- name: accounts_of_office
-- The accounts of one agency, by their first days.
select office_code, account, valid_from, valid_to, holder, is_treasury, source
from agency_account
where center_id = $1 and office_code = $2
order by valid_from, account;

-- name: put_account
-- Keep an account of an agency from a day on, in place of what was kept of it for that day.
insert into agency_account (center_id, office_code, account, holder, is_treasury, valid_from,
    source)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (center_id, office_code, account, valid_from)
do update set holder = excluded.holder, is_treasury = excluded.is_treasury,
    source = excluded.source;

-- name: end_account
-- Say on which day an account of an agency holds for the last time, null as long as nobody knows.
update agency_account set valid_to = $5
where center_id = $1 and office_code = $2 and account = $3 and valid_from = $4;

-- name: drop_account
-- Take away an account of an agency that begins on a day.
delete from agency_account
where center_id = $1 and office_code = $2 and account = $3 and valid_from = $4;
