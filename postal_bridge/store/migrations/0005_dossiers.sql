-- What citizens file, how far it is, and the money the post has collected for it.

create table dossier (
    center_id smallint not null,
    code text not null,
    procedure_code text not null,
    department_code text not null,
    service_form text,
    received_via text not null,
    announced_at timestamptz not null,
    received_at timestamptz,
    received_on date,
    due_on date,
    resolved_on date,
    returned_on date,
    returned_via text,
    status smallint not null,
    filer_name text,
    filer_name_key text collate "C" generated always as (vi_key(filer_name)) stored,
    filer_name_fold text generated always as (vi_fold(filer_name)) stored,
    filer_phone_sealed bytea,
    filer_phone_index bytea,
    filer_address_sealed bytea,
    fee_dong bigint,
    satisfaction text,
    rated_on date,
    updated_at timestamptz not null,
    constraint dossier_pk primary key (center_id, code),
    constraint dossier_procedure foreign key (center_id, procedure_code)
        references procedure (center_id, code),
    constraint dossier_department foreign key (center_id, department_code)
        references office (center_id, code),
    constraint dossier_service_form check (service_form in ('SEND', 'RETURN', 'BOTH')),
    constraint dossier_received_via check (received_via in ('direct', 'online', 'postal')),
    constraint dossier_returned_via check (returned_via in ('counter', 'postal', 'online')),
    constraint dossier_status check (status between 1 and 10),
    constraint dossier_received_whole check ((received_at is null) = (received_on is null)),
    constraint dossier_dates_in_order
        check (resolved_on >= received_on and returned_on >= resolved_on),
    constraint dossier_resolved_received check (resolved_on is null or received_on is not null),
    constraint dossier_returned_resolved check (returned_on is null or resolved_on is not null),
    constraint dossier_returned_whole check (returned_via is null or returned_on is not null),
    constraint dossier_fee check (fee_dong >= 0),
    constraint dossier_satisfaction
        check (satisfaction in ('very_satisfied', 'satisfied', 'dissatisfied')),
    constraint dossier_rated_whole check ((satisfaction is null) = (rated_on is null))
);

create index dossier_received on dossier (center_id, received_on, code);
create index dossier_due on dossier (center_id, due_on) where resolved_on is null;
create index dossier_department on dossier (center_id, department_code, received_on, code);
create index dossier_phone on dossier (center_id, filer_phone_index);
create index dossier_name on dossier using gin (filer_name_fold gin_trgm_ops);

-- Every step a dossier took that was not loaded from a file, as the portal numbers statuses.
create table dossier_step (
    center_id smallint not null,
    dossier_code text not null,
    step_id uuid not null,
    from_status smallint,
    status smallint not null,
    happened_at timestamptz not null,
    recorded_at timestamptz not null,
    login text not null,
    office_code text not null,
    note text,
    constraint dossier_step_pk primary key (center_id, dossier_code, step_id),
    constraint dossier_step_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code)
);

-- Money the post took on behalf of the agencies. Rows are never changed: a wrong one is reversed.
create table collection (
    center_id smallint not null,
    collection_id uuid not null,
    dossier_code text not null,
    consignment_code text,
    scan_id uuid,
    source text not null,
    amount_dong bigint not null,
    method text not null,
    receipt_number text,
    collected_on date not null,
    office_code text,
    login text,
    reverses uuid,
    recorded_at timestamptz not null,
    constraint collection_pk primary key (center_id, collection_id),
    constraint collection_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code),
    constraint collection_reverses foreign key (center_id, reverses)
        references collection (center_id, collection_id),
    constraint collection_reversed_once unique (center_id, reverses),
    constraint collection_source check (source in ('scan', 'import')),
    constraint collection_method check (method in ('cash', 'transfer', 'unstated')),
    constraint collection_sign check ((reverses is null) = (amount_dong > 0) and amount_dong <> 0)
);

create unique index collection_scan on collection (center_id, scan_id) where reverses is null;
create index collection_dossier_code on collection (center_id, dossier_code);
create index collection_day on collection (center_id, collected_on);
