-- Carriers of a centre: how they are spoken to, for which legs they carry since when, what is
-- ordered of them, what they report, and what they say of money.

create table carrier (
    center_id smallint not null,
    code text not null,
    name text not null,
    kind text not null,
    settings jsonb not null,
    secrets_sealed bytea,
    pull_minutes smallint not null,
    is_paused boolean not null default false,
    constraint carrier_pk primary key (center_id, code),
    constraint carrier_center foreign key (center_id) references center (center_id),
    constraint carrier_code_shape check (code ~ '^[A-Z0-9]{2,20}$'),
    constraint carrier_kind check (kind in ('vnpost_hcc', 'vnpost_customer', 'files')),
    constraint carrier_pull check (pull_minutes between 1 and 1440)
);

-- Without a carrier, orders for the leg are given by people from that day on.
create table carrier_leg (
    center_id smallint not null,
    leg text not null,
    valid_from date not null,
    carrier_code text,
    source text not null,
    constraint carrier_leg_pk primary key (center_id, leg, valid_from),
    constraint carrier_leg_carrier foreign key (center_id, carrier_code)
        references carrier (center_id, code),
    constraint carrier_leg_leg check (leg in ('inbound', 'outbound'))
);

-- `order_key` is what makes it one order on their side; `tries` names the try that may settle it,
-- and those up to `tries_in_vain` are known to have left nothing there.
create table carrier_order (
    center_id smallint not null,
    order_id uuid not null,
    carrier_code text not null,
    consignment_code text not null,
    kind text not null,
    order_key text not null,
    state text not null default 'wanted',
    collect_dong bigint not null default 0,
    wanted_at timestamptz not null,
    wanted_by text not null,
    next_try_at timestamptz,
    tries integer not null default 0,
    tries_in_vain integer not null default 0,
    failures smallint not null default 0,
    trouble text,
    said text,
    reference text,
    item_code text,
    accepted_at timestamptz,
    ended_at timestamptz,
    ended_by text,
    reason text,
    constraint carrier_order_pk primary key (center_id, order_id),
    constraint carrier_order_key unique (center_id, carrier_code, order_key),
    constraint carrier_order_carrier foreign key (center_id, carrier_code)
        references carrier (center_id, code),
    constraint carrier_order_consignment foreign key (center_id, consignment_code)
        references consignment (center_id, code),
    constraint carrier_order_kind check (kind in ('pickup', 'delivery')),
    constraint carrier_order_state check (state in ('wanted', 'sent', 'accepted', 'refused',
        'cancel_wanted', 'cancelled', 'settled')),
    constraint carrier_order_ended
        check ((state in ('cancelled', 'settled')) = (ended_at is not null)),
    constraint carrier_order_collect check (collect_dong >= 0)
);

-- Of a consignment one order is open at a time.
create unique index carrier_order_open on carrier_order (center_id, consignment_code)
    where state not in ('cancelled', 'settled');
create index carrier_order_due on carrier_order (center_id, carrier_code, next_try_at)
    where next_try_at is not null;
create index carrier_order_item on carrier_order (center_id, carrier_code, item_code)
    where item_code is not null;
create index carrier_order_waiting on carrier_order (center_id, state, wanted_at)
    where state in ('wanted', 'sent', 'refused', 'cancel_wanted');

-- How far a carrier was heard, and how it is doing.
create table carrier_standing (
    center_id smallint not null,
    carrier_code text not null,
    cursor text,
    pull_at timestamptz not null,
    pulls bigint not null default 0,
    failures smallint not null default 0,
    trouble text,
    said text,
    heard_at timestamptz,
    constraint carrier_standing_pk primary key (center_id, carrier_code),
    constraint carrier_standing_carrier foreign key (center_id, carrier_code)
        references carrier (center_id, code)
);

-- What carriers tell, each report once, kept before anybody understands it.
create table carrier_report (
    center_id smallint not null,
    carrier_code text not null,
    report_id uuid not null,
    code text not null,
    order_key text,
    item_code text,
    happened_at timestamptz not null,
    received_at timestamptz not null,
    amount_dong bigint,
    said_sealed bytea,
    state text not null default 'waiting',
    order_id uuid,
    scan_id uuid,
    trouble text,
    settled_at timestamptz,
    settled_by text,
    reason text,
    constraint carrier_report_pk primary key (center_id, carrier_code, report_id),
    constraint carrier_report_carrier foreign key (center_id, carrier_code)
        references carrier (center_id, code),
    constraint carrier_report_order foreign key (center_id, order_id)
        references carrier_order (center_id, order_id),
    constraint carrier_report_state check (state in ('waiting', 'applied', 'told', 'unknown_code',
        'unknown_order', 'differs', 'unreadable', 'settled'))
);

create index carrier_report_open on carrier_report (center_id, state, received_at)
    where state in ('waiting', 'unknown_code', 'unknown_order', 'differs', 'unreadable');

-- What a carrier says of money it took on delivery. The books are moved by collections, lists of
-- the post and statements of banks; this is held beside them and moves nothing.
create table carrier_money (
    center_id smallint not null,
    order_id uuid not null,
    fact text not null,
    amount_dong bigint not null,
    happened_at timestamptz not null,
    report_id uuid not null,
    recorded_at timestamptz not null,
    constraint carrier_money_pk primary key (center_id, order_id, fact),
    constraint carrier_money_order foreign key (center_id, order_id)
        references carrier_order (center_id, order_id),
    constraint carrier_money_fact check (fact in ('collected', 'with_post', 'paid_out')),
    constraint carrier_money_amount check (amount_dong > 0)
);

create trigger carrier_money_append_only before update or delete on carrier_money
    for each row execute function refuse_change();
