-- Dossiers in large numbers: lines of files on their way in, and the index that counts them all.

-- Sealed values differ each time they are sealed; equal addresses are recognised by this.
alter table dossier add column filer_address_index bytea;

-- The lines of a file while the transaction that loads them settles them; it empties the table
-- before it commits. No write-ahead log: what a crash could lose here was never promised.
create unlogged table dossier_intake (
    center_id smallint not null,
    batch integer not null,
    code text not null,
    line integer not null,
    procedure_code text not null,
    procedure_name text,
    department_code text not null,
    department_name text,
    received_via text not null,
    received_at timestamptz not null,
    received_on date not null,
    due_on date,
    resolved_on date,
    returned_on date,
    returned_via text,
    filer_name text,
    filer_phone_sealed bytea,
    filer_phone_index bytea,
    filer_address_sealed bytea,
    filer_address_index bytea,
    fee_dong bigint,
    collected_dong bigint,
    collected_on date,
    satisfaction text,
    constraint dossier_intake_pk primary key (center_id, batch, code)
);

-- Lists by day of receipt, and counts for reports without touching the wide rows of the table.
drop index dossier_received;

create index dossier_received on dossier (center_id, received_on, code)
    include (department_code, received_via, due_on, resolved_on, returned_on, returned_via,
        satisfaction, rated_on);
