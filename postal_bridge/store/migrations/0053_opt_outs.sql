-- Telephone numbers and e-mail addresses whose owners want no messages, by their keyed hashes.

create table opt_out (
    center_id smallint not null,
    address_index bytea not null,
    opted_out_at timestamptz not null,
    opted_out_by text,
    constraint opt_out_pk primary key (center_id, address_index)
);
