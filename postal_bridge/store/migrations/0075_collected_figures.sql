-- What was collected by month, counted as it is collected, so that a report of a year need not go
-- through every payment of it.

-- What counts as collected by the post: not what was paid online or to a bank, nor at the counter
-- of another office.
create view taken_by_post as
select c.center_id, c.collection_id, c.dossier_code, c.collected_on, c.amount_dong
from collection c
where c.source not in ('online', 'bank')
    and not (c.source = 'counter' and c.office_code in (select o.code from office o
        where o.center_id = c.center_id and o.kind <> 'post'));

-- What a collection, and what each part of it (`part` names its kind), counts for.
create view collection_count as
select c.center_id, c.collection_id, '' as part, c.collected_on, 'office' as figure,
    c.office_code as subject, (c.amount_dong > 0)::integer as payments, c.amount_dong
from collection c
where c.office_code is not null
union all
select t.center_id, t.collection_id, '', t.collected_on, 'post', '',
    (t.amount_dong > 0)::integer, t.amount_dong
from taken_by_post t
union all
select t.center_id, t.collection_id, p.kind, t.collected_on, 'kind', p.kind,
    (p.amount_dong > 0)::integer, p.amount_dong
from taken_by_post t
join collection_part p on p.center_id = t.center_id and p.collection_id = t.collection_id;

-- Counts of months: by office, by kind of money, of the post in all, and ('once') of dossiers on
-- which the post collected once and never again.
create table collection_figures (
    center_id smallint not null,
    figure text not null,
    starts_on date not null,
    subject text not null,
    payments bigint not null,
    amount_dong bigint not null,
    constraint collection_figures_pk primary key (center_id, figure, starts_on, subject),
    constraint collection_figures_figure check (figure in ('office', 'post', 'kind', 'once'))
);

-- What the post collected on dossiers on which it did so more than once: of them alone it has to be
-- looked up whether money came on one of them twice in a period, or was taken back in it.
create table repeated_collection (
    center_id smallint not null,
    collection_id uuid not null,
    dossier_code text not null,
    collected_on date not null,
    amount_dong bigint not null,
    constraint repeated_collection_pk primary key (center_id, collection_id)
);

create index repeated_collection_day on repeated_collection (center_id, collected_on)
    include (dossier_code, amount_dong);

-- Collections, and parts of them, that are not in the figures yet. A row of its own, so that
-- whoever takes money waits for nobody else who does.
create table collection_change (
    center_id smallint not null,
    collection_id uuid not null,
    part text not null,
    constraint collection_change_pk primary key (center_id, collection_id, part)
);

create function note_collection() returns trigger language plpgsql as $$
begin
    insert into collection_change (center_id, collection_id, part)
    values (new.center_id, new.collection_id, '');
    return null;
end $$;

create function note_collection_part() returns trigger language plpgsql as $$
begin
    insert into collection_change (center_id, collection_id, part)
    values (new.center_id, new.collection_id, new.kind);
    return null;
end $$;

create trigger collection_noted after insert on collection
    for each row execute function note_collection();
create trigger collection_part_noted after insert on collection_part
    for each row execute function note_collection_part();

-- The figures of what was collected already.
insert into collection_figures (center_id, figure, starts_on, subject, payments, amount_dong)
select center_id, figure, date_trunc('month', collected_on)::date, subject, sum(payments),
    sum(amount_dong)
from collection_count
group by 1, 2, 3, 4;

insert into repeated_collection (center_id, collection_id, dossier_code, collected_on, amount_dong)
select center_id, collection_id, dossier_code, collected_on, amount_dong
from (select *, count(*) over (partition by center_id, dossier_code) as times
    from taken_by_post) as told
where times > 1;

insert into collection_figures (center_id, figure, starts_on, subject, payments, amount_dong)
select t.center_id, 'once', date_trunc('month', t.collected_on)::date, '', count(*), 0
from taken_by_post t
where t.amount_dong > 0 and not exists (select from repeated_collection r
    where r.center_id = t.center_id and r.collection_id = t.collection_id)
group by 1, 3;
