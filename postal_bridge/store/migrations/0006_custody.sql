-- Where each paper lies: things in custody, the log of what happened to them, every scan tried.

-- The legal steps, equal to TRANSITIONS in postal_bridge/domain/custody.py (a test compares them).
create table custody_transition (
    kind text not null,
    from_state text not null,
    event text not null,
    to_state text not null,
    constraint custody_transition_pk primary key (kind, from_state, event, to_state)
);

-- One row a thing that can be scanned, consignment or bag: its one holder, now.
create table custody (
    center_id smallint not null,
    code text not null,
    kind text not null,
    leg text,
    origin text not null,
    destination text not null,
    state text not null,
    holder text not null,
    offered_to text,
    bag_code text,
    invitations smallint not null default 0,
    invited_on date,
    damaged boolean not null default false,
    label_prints integer not null default 0,
    refusals_waiting boolean not null default false,
    version integer not null,
    happened_at timestamptz not null,
    last_hash bytea not null,
    constraint custody_pk primary key (center_id, code),
    constraint custody_bag foreign key (center_id, bag_code) references custody (center_id, code),
    constraint custody_kind check (kind in ('consignment', 'bag')),
    constraint custody_leg check (
        (kind = 'bag') = (leg is null)
        and leg in ('inbound', 'transfer_out', 'transfer_back', 'outbound')
    ),
    constraint custody_offered
        check ((state in ('offered', 'offered_back')) = (offered_to is not null)),
    constraint custody_not_in_itself check (bag_code <> code)
);

create index custody_holder on custody (center_id, holder, code)
    where state not in ('delivered', 'returned', 'lost', 'opened');
create index custody_offered_to on custody (center_id, offered_to, code)
    where offered_to is not null;
create index custody_in_bag on custody (center_id, bag_code) where bag_code is not null;

-- The log. `sequence` is the order of recording and of the hash chain; `happened_at` the order of
-- the events themselves, which differs when a device was offline.
create table custody_event (
    center_id smallint not null,
    code text not null,
    sequence integer not null,
    kind text not null,
    event text not null,
    from_state text not null,
    to_state text not null,
    state_after text not null,
    holder_after text not null,
    happened_at timestamptz not null,
    recorded_at timestamptz not null,
    office_code text not null,
    login text not null,
    scan_id uuid,
    corrects integer,
    detail jsonb not null,
    hash bytea not null,
    constraint custody_event_pk primary key (center_id, code, sequence),
    constraint custody_event_once unique (center_id, scan_id, code),
    constraint custody_event_custody foreign key (center_id, code)
        references custody (center_id, code) deferrable initially deferred,
    constraint custody_event_legal foreign key (kind, from_state, event, to_state)
        references custody_transition (kind, from_state, event, to_state),
    constraint custody_event_corrects foreign key (center_id, code, corrects)
        references custody_event (center_id, code, sequence)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are never changed or removed', tg_table_name
        using errcode = 'restrict_violation';
end
$$;

create trigger custody_event_append_only before update or delete on custody_event
    for each row execute function refuse_change();

create trigger collection_append_only before update or delete on collection
    for each row execute function refuse_change();

-- A thing stands where the newest event of its log says, and nowhere else. A connection keeps the
-- plan it made when the log was short, so the plan is made to be the one for a long log: asking
-- for the newest event leads to the primary key at any size.
create function custody_follows_log() returns trigger language plpgsql
    set enable_seqscan = off set enable_bitmapscan = off as $$
declare
    newest record;
begin
    select sequence, state_after, holder_after into newest
    from custody_event
    where center_id = new.center_id and code = new.code
    order by sequence desc
    limit 1;
    if (newest.sequence, newest.state_after, newest.holder_after)
        is distinct from (new.version, new.state, new.holder) then
        raise exception 'custody of % does not follow its log', new.code
            using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;

create trigger custody_follows_log
    before insert or update of state, holder, version on custody
    for each row execute function custody_follows_log();

-- Every attempt, refused ones too: once means once, by this primary key.
create table scan (
    center_id smallint not null,
    scan_id uuid not null,
    content_hash bytea not null,
    code_given text not null,
    item_code text,
    action text not null,
    scanned_at timestamptz not null,
    happened_at timestamptz not null,
    received_at timestamptz not null,
    login text not null,
    office_code text not null,
    outcome text not null,
    refusal text,
    content jsonb not null,
    recipient_sealed bytea,
    answer jsonb not null,
    constraint scan_pk primary key (center_id, scan_id),
    constraint scan_outcome check (outcome in ('recorded', 'refused')),
    constraint scan_refusal check ((outcome = 'refused') = (refusal is not null))
);

create index scan_refused on scan (center_id, item_code, happened_at) where outcome = 'refused';

create trigger scan_append_only before update or delete on scan
    for each row execute function refuse_change();

-- A scan that was refused because what came before it was not known yet, and was recorded when it
-- was: what the device was told stays in `scan`, what came of it is here.
create table adopted_scan (
    center_id smallint not null,
    scan_id uuid not null,
    adopted_at timestamptz not null,
    answer jsonb not null,
    constraint adopted_scan_pk primary key (center_id, scan_id),
    constraint adopted_scan_scan foreign key (center_id, scan_id)
        references scan (center_id, scan_id)
);

create trigger adopted_scan_append_only before update or delete on adopted_scan
    for each row execute function refuse_change();

-- Rows on their way to scan, custody_event and custody: all rows of a table come as one array,
-- which is less work for the sender than one array for each column.
create type kept_scan as (
    scan_id uuid,
    content_hash bytea,
    code_given text,
    item_code text,
    action text,
    scanned_at timestamptz,
    happened_at timestamptz,
    received_at timestamptz,
    login text,
    office_code text,
    refusal text,
    content text,
    recipient_sealed bytea,
    answer text
);

create type logged_event as (
    code text,
    sequence integer,
    kind text,
    event text,
    from_state text,
    to_state text,
    state_after text,
    holder_after text,
    happened_at timestamptz,
    recorded_at timestamptz,
    office_code text,
    login text,
    scan_id uuid,
    corrects integer,
    detail text,
    hash bytea
);

create type moved_thing as (
    code text,
    state text,
    holder text,
    offered_to text,
    bag_code text,
    invitations smallint,
    invited_on date,
    damaged boolean,
    version integer,
    happened_at timestamptz,
    last_hash bytea
);

-- What a consignment and a bag may go through, step by step.
insert into custody_transition (kind, event, from_state, to_state) values
    ('consignment', 'registered', 'registered', 'registered'),
    ('consignment', 'collected', 'registered', 'held'),
    ('consignment', 'arrived', 'registered', 'held'),
    ('consignment', 'arrived', 'held', 'held'),
    ('consignment', 'arrived', 'out', 'held'),
    ('consignment', 'arrived', 'attempted', 'attempted'),
    ('consignment', 'arrived', 'waiting', 'waiting'),
    ('consignment', 'arrived', 'returning', 'returning'),
    ('consignment', 'packed', 'registered', 'registered'),
    ('consignment', 'packed', 'held', 'held'),
    ('consignment', 'packed', 'attempted', 'attempted'),
    ('consignment', 'packed', 'waiting', 'waiting'),
    ('consignment', 'packed', 'returning', 'returning'),
    ('consignment', 'unpacked', 'registered', 'registered'),
    ('consignment', 'unpacked', 'held', 'held'),
    ('consignment', 'unpacked', 'attempted', 'attempted'),
    ('consignment', 'unpacked', 'waiting', 'waiting'),
    ('consignment', 'unpacked', 'returning', 'returning'),
    ('consignment', 'found', 'registered', 'held'),
    ('consignment', 'found', 'held', 'held'),
    ('consignment', 'found', 'offered', 'held'),
    ('consignment', 'found', 'out', 'held'),
    ('consignment', 'found', 'attempted', 'held'),
    ('consignment', 'found', 'waiting', 'held'),
    ('consignment', 'found', 'returning', 'returning'),
    ('consignment', 'found', 'offered_back', 'returning'),
    ('consignment', 'given', 'registered', 'offered'),
    ('consignment', 'given', 'held', 'offered'),
    ('consignment', 'given', 'out', 'offered'),
    ('consignment', 'given', 'attempted', 'offered'),
    ('consignment', 'given', 'waiting', 'offered'),
    ('consignment', 'given', 'offered', 'offered'),
    ('consignment', 'given', 'returning', 'offered_back'),
    ('consignment', 'given', 'offered_back', 'offered_back'),
    ('consignment', 'kept', 'offered', 'held'),
    ('consignment', 'kept', 'offered_back', 'returning'),
    ('consignment', 'taken', 'offered', 'held'),
    ('consignment', 'taken', 'offered_back', 'returning'),
    ('consignment', 'received', 'offered', 'delivered'),
    ('consignment', 'received', 'held', 'delivered'),
    ('consignment', 'came_back', 'offered_back', 'returned'),
    ('consignment', 'came_back', 'returning', 'returned'),
    ('consignment', 'went_out', 'held', 'out'),
    ('consignment', 'went_out', 'attempted', 'out'),
    ('consignment', 'went_out', 'waiting', 'out'),
    ('consignment', 'delivered', 'registered', 'delivered'),
    ('consignment', 'delivered', 'held', 'delivered'),
    ('consignment', 'delivered', 'out', 'delivered'),
    ('consignment', 'delivered', 'attempted', 'delivered'),
    ('consignment', 'delivered', 'waiting', 'delivered'),
    ('consignment', 'delivered', 'returning', 'returned'),
    ('consignment', 'failed', 'out', 'attempted'),
    ('consignment', 'put_by', 'held', 'waiting'),
    ('consignment', 'put_by', 'attempted', 'waiting'),
    ('consignment', 'sent_back', 'held', 'returning'),
    ('consignment', 'sent_back', 'attempted', 'returning'),
    ('consignment', 'sent_back', 'waiting', 'returning'),
    ('consignment', 'damaged', 'registered', 'registered'),
    ('consignment', 'damaged', 'held', 'held'),
    ('consignment', 'damaged', 'offered', 'offered'),
    ('consignment', 'damaged', 'out', 'out'),
    ('consignment', 'damaged', 'attempted', 'attempted'),
    ('consignment', 'damaged', 'waiting', 'waiting'),
    ('consignment', 'damaged', 'returning', 'returning'),
    ('consignment', 'damaged', 'offered_back', 'offered_back'),
    ('consignment', 'lost', 'registered', 'lost'),
    ('consignment', 'lost', 'held', 'lost'),
    ('consignment', 'lost', 'offered', 'lost'),
    ('consignment', 'lost', 'out', 'lost'),
    ('consignment', 'lost', 'attempted', 'lost'),
    ('consignment', 'lost', 'waiting', 'lost'),
    ('consignment', 'lost', 'returning', 'lost'),
    ('consignment', 'lost', 'offered_back', 'lost'),
    ('bag', 'registered', 'packing', 'packing'),
    ('bag', 'sealed', 'packing', 'sealed'),
    ('bag', 'arrived', 'sealed', 'sealed'),
    ('bag', 'packed', 'sealed', 'sealed'),
    ('bag', 'unpacked', 'sealed', 'sealed'),
    ('bag', 'found', 'sealed', 'sealed'),
    ('bag', 'found', 'offered', 'sealed'),
    ('bag', 'given', 'sealed', 'offered'),
    ('bag', 'given', 'offered', 'offered'),
    ('bag', 'kept', 'offered', 'sealed'),
    ('bag', 'taken', 'offered', 'sealed'),
    ('bag', 'opened', 'sealed', 'opened'),
    ('bag', 'damaged', 'packing', 'packing'),
    ('bag', 'damaged', 'sealed', 'sealed'),
    ('bag', 'damaged', 'offered', 'offered'),
    ('bag', 'lost', 'packing', 'lost'),
    ('bag', 'lost', 'sealed', 'lost'),
    ('bag', 'lost', 'offered', 'lost');

-- A correction computes the standing again, so it may lead from any state of a kind to any other.
insert into custody_transition (kind, event, from_state, to_state)
select source.kind, 'corrected', source.state, target.state
from (select kind, from_state as state from custody_transition
    union select kind, to_state from custody_transition) as source
join (select kind, from_state as state from custody_transition
    union select kind, to_state from custody_transition) as target using (kind);

