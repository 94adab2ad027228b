-- What citizens ask for and say when they track: carriage by the post, and a word on the service.

-- A request for pickup of papers or delivery of a result, answered by a post office once.
create table carriage_request (
    center_id smallint not null,
    request_id uuid not null,
    kind text not null,
    dossier_code text,
    consignment_code text,
    contact_sealed bytea not null,
    made_at timestamptz not null,
    state text not null default 'open',
    closed_at timestamptz,
    closed_by text,
    closed_office text,
    reason text,
    constraint carriage_request_pk primary key (center_id, request_id),
    constraint carriage_request_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code),
    constraint carriage_request_consignment foreign key (center_id, consignment_code)
        references consignment (center_id, code),
    constraint carriage_request_subject
        check ((dossier_code is null) <> (consignment_code is null)),
    constraint carriage_request_kind check (kind in ('pickup', 'delivery')),
    constraint carriage_request_state check (state in ('open', 'accepted', 'declined')),
    constraint carriage_request_closed_whole
        check ((state = 'open') = (closed_at is null)
            and (closed_at is null) = (closed_by is null)
            and (closed_at is null) = (closed_office is null)),
    constraint carriage_request_reason check ((state = 'declined') = (reason is not null))
);

create index carriage_request_list on carriage_request (center_id, state, made_at, request_id);
create unique index carriage_request_once
    on carriage_request (center_id, kind, coalesce(dossier_code, consignment_code))
    where state = 'open';
create index carriage_request_dossier_code on carriage_request (center_id, dossier_code);
create index carriage_request_consignment_code on carriage_request (center_id, consignment_code);

-- What a citizen wrote beside a rating; the rating itself stands with the dossier.
create table rating_word (
    center_id smallint not null,
    dossier_code text not null,
    word_sealed bytea not null,
    written_at timestamptz not null,
    constraint rating_word_pk primary key (center_id, dossier_code),
    constraint rating_word_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code)
);

create index rating_word_newest on rating_word (center_id, written_at, dossier_code);
