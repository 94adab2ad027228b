-- name: add_credential
-- Keeps a new session or token, of which the secret itself is known to its bearer alone.
insert into credential
    (center_id, secret_hash, credential_id, kind, login, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: recognise
-- Finds who presents a valid secret, with the office and the centre they work at.
select credential_id, expires_at, person.login, role, office_code, supervises,
    exists (
        select from person boss
        where boss.center_id = person.center_id and boss.office_code = person.office_code
            and boss.supervises and boss.active
    ) as office_supervised,
    office.kind as office_kind,
    credential.center_id, center.code as center_code, center.name as center_name, time_zone,
    sandbox
from credential
join person on person.login = credential.login and person.center_id = credential.center_id
join office on office.center_id = person.center_id and office.code = person.office_code
join center on center.center_id = credential.center_id
where credential.center_id = $1 and secret_hash = $2 and credential.kind = $3
    and revoked_at is null and expires_at > $4 and person.active and office.active;

-- name: revoke_credential
-- Ends one session or token; one that has ended already stays as it ended.
update credential set revoked_at = coalesce(revoked_at, $4)
where center_id = $1 and credential_id = $2 and kind = $3
    and ($5::text is null or login = $5)
returning login;

-- name: revoke_all
-- Ends every session and token of a person.
update credential set revoked_at = $3
where center_id = $1 and login = $2 and revoked_at is null;

-- name: revoke_others
-- Ends every session and token of a person but one.
update credential set revoked_at = $4
where center_id = $1 and login = $2 and credential_id <> $3 and revoked_at is null;

-- name: tokens_of_center
-- Lists the tokens of a centre, newest first, from the one before a given token.
select credential_id, login, created_at, expires_at, revoked_at
from credential
where center_id = $1 and kind = 'token'
    and ($2::timestamptz is null or (created_at, credential_id) < ($2, $3::uuid))
order by created_at desc, credential_id desc
limit $4;

-- name: tokens_before
-- Lists a person's tokens, newest first, from the one before a given token.
select credential_id, login, created_at, expires_at, revoked_at
from credential
where center_id = $1 and login = $2 and kind = 'token'
    and ($3::timestamptz is null or (created_at, credential_id) < ($3, $4::uuid))
order by created_at desc, credential_id desc
limit $5;

-- name: forget_expired
-- Removes the credentials of a centre that have been of no use since a given time.
delete from credential where center_id = $1 and expires_at < $2;
