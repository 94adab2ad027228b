-- Who changed what about a centre: offices, people, code ranges, tokens, procedures, days off.

-- Written with the change it tells of, never changed. `detail` says what is different now; nothing
-- in it lets anybody in.
create table admin_change (
    center_id smallint not null,
    change_id uuid not null,
    at timestamptz not null,
    login text not null,
    what text not null,
    detail jsonb not null,
    constraint admin_change_pk primary key (center_id, change_id)
);

create index admin_change_at on admin_change (center_id, at, change_id);

-- The tokens of a centre, newest first.
create index credential_tokens on credential (center_id, created_at, credential_id)
    where kind = 'token';

-- A slip may be all that is known of a citizen, before the dossier has a code.
create index consignment_phone on consignment (center_id, phone_index)
    where phone_index is not null;
