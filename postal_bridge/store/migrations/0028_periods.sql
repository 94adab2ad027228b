-- Periods of account: closed in order, sealed, reopened by two people; what is late counts later.

-- The days of a period that was closed at least once; the days of a centre are in one period each.
create table period (
    center_id smallint not null,
    period_id text not null,
    first_on date not null,
    last_on date not null,
    constraint period_pk primary key (center_id, period_id),
    constraint period_days check (first_on <= last_on),
    constraint period_apart exclude using gist (
        center_id with =, daterange(first_on, last_on, '[]') with &&
    )
);

create trigger period_append_only before update or delete on period
    for each row execute function refuse_change();

-- What was done to a period, in order. A closing keeps its figures as the text that is sealed, each
-- seal made with the one before it, and the last ledger entry and list line that it counts.
create table period_act (
    center_id smallint not null,
    period_id text not null,
    act integer not null,
    at timestamptz not null,
    login text not null,
    action text not null,
    reason text,
    closing integer,
    last_entry bigint,
    figures text,
    previous_seal bytea,
    seal bytea,
    constraint period_act_pk primary key (center_id, period_id, act),
    constraint period_act_period foreign key (center_id, period_id)
        references period (center_id, period_id),
    constraint period_act_closing_once unique (center_id, closing),
    constraint period_act_action
        check (action in ('closed', 'reopening_proposed', 'reopening_declined', 'reopened')),
    constraint period_act_figures check ((action = 'closed') = (closing is not null
        and last_entry is not null and figures is not null and previous_seal is not null
        and seal is not null)),
    constraint period_act_reason check ((action = 'reopening_proposed') = (reason is not null))
);

create trigger period_act_append_only before update or delete on period_act
    for each row execute function refuse_change();

-- How each period stands: what was done last, and its newest closing.
create view period_standing as
select p.center_id, p.period_id, p.first_on, p.last_on, last.act, last.action,
    last.login as acted_by, last.action <> 'reopened' as is_closed, last.reason,
    closed.closing, closed.last_entry, closed.at as closed_at, closed.login as closed_by,
    closed.seal
from period p
cross join lateral (
    select a.act, a.action, a.login, a.reason from period_act a
    where a.center_id = p.center_id and a.period_id = p.period_id
    order by a.act desc limit 1) as last
cross join lateral (
    select a.closing, a.last_entry, a.at, a.login, a.seal from period_act a
    where a.center_id = p.center_id and a.period_id = p.period_id and a.closing is not null
    order by a.closing desc limit 1) as closed;

-- Money of a day that was closed when it was told: the day on which it counts instead.
create table late_collection (
    center_id smallint not null,
    collection_id uuid not null,
    counts_on date not null,
    constraint late_collection_pk primary key (center_id, collection_id),
    constraint late_collection_collection foreign key (center_id, collection_id)
        references collection (center_id, collection_id)
);

create index late_collection_day on late_collection (center_id, counts_on);

create trigger late_collection_append_only before update or delete on late_collection
    for each row execute function refuse_change();

-- The day that a late line states, where `day`, on which it counts, had to be another.
alter table post_line add column stated_on date;

create or replace view post_collection as
select c.center_id, c.collection_id, c.dossier_code, c.consignment_code, c.amount_dong,
    c.collected_on, c.receipt_number, c.office_code,
    coalesce(late.counts_on, c.collected_on) as counts_on
from collection c
left join office o on o.center_id = c.center_id and o.code = c.office_code
left join late_collection late
    on late.center_id = c.center_id and late.collection_id = c.collection_id
where c.reverses is null and c.source in ('scan', 'import', 'counter')
    and (c.office_code is null or o.kind = 'post');
