-- The numbers of the register of each year (TT 01/2018/TT-VPCP Đ10), and what a request for
-- supplements says besides what is missing.

-- A number is given once: it stays with its dossier whatever becomes of that.
create table register_entry (
    center_id smallint not null,
    year smallint not null,
    number integer not null,
    dossier_code text not null,
    entered_at timestamptz not null,
    constraint register_entry_pk primary key (center_id, year, number),
    constraint register_entry_once unique (center_id, dossier_code),
    constraint register_entry_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code),
    constraint register_entry_number check (number > 0)
);

create trigger register_entry_append_only before update or delete on register_entry
    for each row execute function refuse_change();

alter table dossier_step add column reason text;
alter table dossier_step add column contact text;
