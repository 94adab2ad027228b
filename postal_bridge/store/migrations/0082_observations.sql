-- What others tell of things: documents kept as they came, and what was found in them. The body is
-- forgotten in time; `again` counts how often a person had the document read once more.
create table capture (
    center_id smallint not null,
    capture_id uuid not null,
    kind text not null,
    login text not null,
    role text not null,
    office_code text not null,
    proceeds boolean not null,
    created_at timestamptz not null,
    body_index bytea not null,
    body_sealed bytea,
    again integer not null default 0,
    finished_at timestamptz,
    faults text[] not null default '{}',
    constraint capture_pk primary key (center_id, capture_id),
    constraint capture_once unique (center_id, kind, login, body_index),
    constraint capture_kind check (kind in ('epcis', 'emsevt')),
    constraint capture_body check (body_sealed is not null or finished_at is not null),
    constraint capture_faults check (finished_at is not null or faults = '{}')
);

create index capture_waiting on capture (center_id, created_at, capture_id)
    where finished_at is null;
create index capture_created on capture (center_id, created_at, capture_id);

-- One row for each event and thing, once for each identity that the other party gave. What became
-- of it: an entry of the log by the scan `scan_id`, a scan that was refused, something we have no
-- word for or that is not for the acting office (`kept`), or about a thing that is not ours. `word`
-- is theirs, `action` and `reason` are how we understand it.
create table observation (
    center_id smallint not null,
    observation_id uuid not null,
    capture_id uuid not null,
    identity text not null,
    item_name text not null,
    item_code text,
    word text not null,
    action text,
    reason text,
    happened_at timestamptz not null,
    observed_at timestamptz not null,
    office_code text not null,
    standing text not null,
    scan_id uuid,
    refusal text,
    settled_at timestamptz,
    settled_by text,
    remark text,
    constraint observation_pk primary key (center_id, observation_id),
    constraint observation_once unique (center_id, identity, item_name),
    constraint observation_captured foreign key (center_id, capture_id)
        references capture (center_id, capture_id),
    constraint observation_standing
        check (standing in ('recorded', 'refused', 'kept', 'unknown')),
    constraint observation_refusal check ((standing = 'refused') = (refusal is not null)),
    constraint observation_settled check ((settled_at is null) = (settled_by is null)
        and (settled_at is null) = (remark is null))
);

create index observation_open on observation (center_id, observed_at, observation_id)
    where settled_at is null and standing <> 'recorded';
create index observation_item on observation (center_id, item_code)
    where item_code is not null;
create index observation_capture on observation (center_id, capture_id);
