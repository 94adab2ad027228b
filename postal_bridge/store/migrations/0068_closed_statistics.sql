-- What the summary of a month said when the month had ended: files that come later and steps that
-- are taken back change what reports say of it, and not this.

create table closed_month (
    center_id smallint not null,
    month text not null,
    closed_at timestamptz not null,
    figures jsonb not null,
    constraint closed_month_pk primary key (center_id, month),
    constraint closed_month_shape check (month ~ '^[0-9]{4}-[0-9]{2}$')
);

create trigger closed_month_append_only before update or delete on closed_month
    for each row execute function refuse_change();
