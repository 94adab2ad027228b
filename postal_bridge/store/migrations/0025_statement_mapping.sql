-- What the headings of files of a kind mean, where we do not know them ourselves: one agreement a
-- kind, from heading to field; "" leaves a column out.
create table statement_mapping (
    center_id smallint not null,
    kind text not null,
    columns jsonb not null,
    kept_at timestamptz not null,
    login text not null,
    constraint statement_mapping_pk primary key (center_id, kind),
    constraint statement_mapping_kind check (kind in ('post', 'bank'))
);
