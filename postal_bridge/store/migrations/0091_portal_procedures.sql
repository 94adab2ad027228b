-- The procedures that the national portal lists for a centre, to be laid beside its own.

-- What the portal calls the term of a procedure is not public: `term_field` says it, where it was
-- agreed upon.
alter table portal_account add column term_field text;

-- When the list is read next, when it was read, and why it could not be read since.
create table portal_list (
    center_id smallint not null,
    next_at timestamptz not null,
    read_at timestamptz,
    trouble text,
    constraint portal_list_pk primary key (center_id)
);

create table portal_procedure (
    center_id smallint not null,
    code text not null,
    name text not null,
    term_days integer,
    constraint portal_procedure_pk primary key (center_id, code)
);
