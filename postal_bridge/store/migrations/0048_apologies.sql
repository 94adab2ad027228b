-- The written words that a result will be late: one of a dossier, since its day is put off once.

create table apology (
    center_id smallint not null,
    dossier_code text not null,
    reason text not null,
    new_due_on date not null,
    written_at timestamptz not null,
    login text not null,
    office_code text not null,
    constraint apology_pk primary key (center_id, dossier_code),
    constraint apology_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code)
);
