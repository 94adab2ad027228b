-- What the national portal is told of dossiers, and what it holds of them.

-- How a centre is let into the portal. What is not public about the portal's ways is agreed upon
-- with it and kept here: `codes` are its own codes, `later_codes` errors that end by themselves,
-- `since_field` and `until_field` what a question for a period calls its ends. Of steps recorded
-- before `told_since` nothing is told.
create table portal_account (
    center_id smallint not null,
    enabled boolean not null,
    address text not null,
    login_address text,
    login text,
    password_sealed bytea,
    unit_code text not null,
    tells text not null,
    told_since timestamptz not null,
    codes jsonb not null,
    later_codes text[] not null,
    since_field text,
    until_field text,
    ask_hours smallint not null,
    constraint portal_account_pk primary key (center_id),
    constraint portal_account_center foreign key (center_id) references center (center_id),
    constraint portal_account_tells check (tells in ('postal', 'all')),
    constraint portal_account_period check ((since_field is null) = (until_field is null)),
    constraint portal_account_ask_hours check (ask_hours between 0 and 720)
);

-- How far the log of steps was followed, how far changes were asked for by period, and how the
-- portal is doing: after `failures` in a row it is left in peace until `closed_until`.
create table portal_state (
    center_id smallint not null,
    followed_to timestamptz,
    pulled_to timestamptz,
    failures integer not null default 0,
    closed_until timestamptz,
    failing_since timestamptz,
    trouble text,
    said text,
    constraint portal_state_pk primary key (center_id)
);

-- A step that is to be told. Of a dossier the one with the lowest `place` goes first, and others
-- wait behind it until it is done with. Before `next_try_at` nobody takes it: it was tried, or
-- somebody has it for the time of a lease. `in_doubt` says that it may have been taken: the portal
-- is asked what it holds before it is told again.
create table portal_telling (
    center_id smallint not null,
    dossier_code text not null,
    step_id uuid not null,
    place integer not null,
    from_status smallint,
    status smallint not null,
    recorded_at timestamptz not null,
    noted_at timestamptz not null,
    state text not null default 'waiting',
    tries integer not null default 0,
    failures integer not null default 0,
    next_try_at timestamptz not null,
    in_doubt boolean not null default false,
    trouble text,
    said text,
    done_at timestamptz,
    settled_by text,
    reason text,
    constraint portal_telling_pk primary key (center_id, dossier_code, step_id),
    constraint portal_telling_place unique (center_id, dossier_code, place),
    constraint portal_telling_step foreign key (center_id, dossier_code, step_id)
        references dossier_step (center_id, dossier_code, step_id),
    constraint portal_telling_state check (state in
        ('waiting', 'telling', 'sent', 'refused', 'settled', 'needless')),
    constraint portal_telling_done check
        ((state in ('waiting', 'telling', 'refused')) = (done_at is null)),
    constraint portal_telling_settled check
        ((state = 'settled') = (settled_by is not null) and (settled_by is null) = (reason is null))
);

create index portal_telling_due on portal_telling (center_id, next_try_at)
    where state in ('waiting', 'telling');
create index portal_telling_open on portal_telling (center_id, state, recorded_at, step_id)
    where state in ('waiting', 'telling', 'refused');

-- What we know that the portal holds of a dossier. `ask_at` is when it is to be asked next,
-- `hinted` the statuses that it is said to have moved to since it was asked last. Dossiers we do
-- not know are here as well, so there is no foreign key.
create table portal_dossier (
    center_id smallint not null,
    dossier_code text not null,
    is_held boolean not null default false,
    status smallint,
    asked_at timestamptz,
    ask_at timestamptz,
    hinted text[] not null default '{}',
    constraint portal_dossier_pk primary key (center_id, dossier_code)
);

create index portal_dossier_to_ask on portal_dossier (center_id, ask_at) where ask_at is not null;

-- What the portal holds or said and what cannot be taken over by itself. What is found again while
-- it is open is the same finding.
create table portal_finding (
    center_id smallint not null,
    finding_id uuid not null,
    dossier_code text not null,
    kind text not null,
    ours smallint,
    theirs text not null,
    refusal text,
    found_at timestamptz not null,
    settled_at timestamptz,
    settled_by text,
    reason text,
    constraint portal_finding_pk primary key (center_id, finding_id),
    constraint portal_finding_settled check ((settled_at is null) = (settled_by is null)
        and (settled_at is null) = (reason is null))
);

create unique index portal_finding_open on portal_finding (center_id, dossier_code, kind, theirs)
    where settled_at is null;

-- Steps lie in the order in which they were recorded; by this they are followed at hardly any cost
-- to whoever writes them.
create index dossier_step_recorded on dossier_step using brin (recorded_at)
    with (pages_per_range = 16);
