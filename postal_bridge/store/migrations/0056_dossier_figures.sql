-- What happened to dossiers by day and by month, counted as it changes, so that a report need not
-- go through every dossier of a centre to tell of a period.

-- On which days a dossier counts as what. It is overdue from the day after the one it was due, and
-- at the earliest from its receipt, until it is resolved.
create function days_of_dossier(
    received_on date, due_on date, resolved_on date, returned_on date, returned_via text,
    satisfaction text, rated_on date
) returns table (day date, figure text)
language sql immutable parallel safe as $$
    select told.day, told.figure
    from (values
        (received_on, 'received'),
        (resolved_on, case when resolved_on < due_on then 'early'
            when resolved_on > due_on then 'late' else 'on_time' end),
        (returned_on, 'returned_' || coalesce(returned_via, 'counter')),
        (rated_on, satisfaction),
        (case when coalesce(resolved_on > due_on + 1 and resolved_on > received_on,
                resolved_on is null and due_on is not null)
            then greatest(received_on, due_on + 1) end, 'became_overdue'),
        (case when resolved_on > due_on + 1 and resolved_on > received_on
            then resolved_on end, 'overdue_ended')
    ) as told (day, figure)
    where told.day is not null
$$;

create table dossier_figures (
    center_id smallint not null,
    grain text not null,
    starts_on date not null,
    department_code text not null,
    procedure_code text not null,
    received_via text not null,
    received integer not null,
    early integer not null,
    on_time integer not null,
    late integer not null,
    returned_counter integer not null,
    returned_postal integer not null,
    returned_online integer not null,
    very_satisfied integer not null,
    satisfied integer not null,
    dissatisfied integer not null,
    became_overdue integer not null,
    overdue_ended integer not null,
    constraint dossier_figures_pk primary key
        (center_id, grain, starts_on, department_code, procedure_code, received_via),
    constraint dossier_figures_grain check (grain in ('day', 'month'))
);

-- What changed and is not in the figures yet: what a dossier was weighs -1, what it is weighs 1.
-- A change is a row of its own, so that whoever changes a dossier waits for nobody else who does.
create table dossier_change (
    center_id smallint not null,
    change_id uuid not null default gen_random_uuid(),
    weight smallint not null,
    department_code text not null,
    procedure_code text not null,
    received_via text not null,
    received_on date not null,
    due_on date,
    resolved_on date,
    returned_on date,
    returned_via text,
    satisfaction text,
    rated_on date,
    constraint dossier_change_pk primary key (center_id, change_id)
);

create function note_dossier_change() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' and old.received_on is not null then
        insert into dossier_change (center_id, weight, department_code, procedure_code,
            received_via, received_on, due_on, resolved_on, returned_on, returned_via,
            satisfaction, rated_on)
        values (old.center_id, -1, old.department_code, old.procedure_code, old.received_via,
            old.received_on, old.due_on, old.resolved_on, old.returned_on, old.returned_via,
            old.satisfaction, old.rated_on);
    end if;
    if tg_op <> 'DELETE' and new.received_on is not null then
        insert into dossier_change (center_id, weight, department_code, procedure_code,
            received_via, received_on, due_on, resolved_on, returned_on, returned_via,
            satisfaction, rated_on)
        values (new.center_id, 1, new.department_code, new.procedure_code, new.received_via,
            new.received_on, new.due_on, new.resolved_on, new.returned_on, new.returned_via,
            new.satisfaction, new.rated_on);
    end if;
    return null;
end $$;

create trigger dossier_came_or_went after insert or delete on dossier
    for each row execute function note_dossier_change();
create trigger dossier_counts_otherwise after update on dossier
    for each row
    when (old.department_code is distinct from new.department_code
        or old.procedure_code is distinct from new.procedure_code
        or old.received_via is distinct from new.received_via
        or old.received_on is distinct from new.received_on
        or old.due_on is distinct from new.due_on
        or old.resolved_on is distinct from new.resolved_on
        or old.returned_on is distinct from new.returned_on
        or old.returned_via is distinct from new.returned_via
        or old.satisfaction is distinct from new.satisfaction
        or old.rated_on is distinct from new.rated_on)
    execute function note_dossier_change();

-- The figures of the dossiers that are there already.
insert into dossier_figures (center_id, grain, starts_on, department_code, procedure_code,
    received_via, received, early, on_time, late, returned_counter, returned_postal,
    returned_online, very_satisfied, satisfied, dissatisfied, became_overdue, overdue_ended)
select d.center_id, g.grain, g.starts_on, d.department_code, d.procedure_code, d.received_via,
    count(*) filter (where t.figure = 'received'), count(*) filter (where t.figure = 'early'),
    count(*) filter (where t.figure = 'on_time'), count(*) filter (where t.figure = 'late'),
    count(*) filter (where t.figure = 'returned_counter'),
    count(*) filter (where t.figure = 'returned_postal'),
    count(*) filter (where t.figure = 'returned_online'),
    count(*) filter (where t.figure = 'very_satisfied'),
    count(*) filter (where t.figure = 'satisfied'),
    count(*) filter (where t.figure = 'dissatisfied'),
    count(*) filter (where t.figure = 'became_overdue'),
    count(*) filter (where t.figure = 'overdue_ended')
from dossier d
cross join lateral days_of_dossier(d.received_on, d.due_on, d.resolved_on, d.returned_on,
    d.returned_via, d.satisfaction, d.rated_on) t
cross join lateral (values ('day', t.day), ('month', date_trunc('month', t.day)::date))
    as g (grain, starts_on)
where d.received_on is not null
group by 1, 2, 3, 4, 5, 6;

-- What the post carried and collected in a period is read without going to the rows themselves.
create index collection_day_read on collection (center_id, collected_on)
    include (dossier_code, amount_dong, source, office_code);
drop index collection_day;
create index consignment_reached_read on consignment (center_id, reached_on)
    include (norm_on, posted_on, leg, post_office) where reached_on is not null;
drop index consignment_reached;
