-- When and by which ways a centre may reach people, and how the ways are doing.

-- Without a row of its own a centre has the values of the release.
create table message_setting (
    center_id smallint not null,
    quiet_from time not null,
    quiet_until time not null,
    daily_most smallint not null,
    constraint message_setting_pk primary key (center_id),
    constraint message_setting_center foreign key (center_id) references center (center_id),
    constraint message_setting_most check (daily_most between 1 and 1000)
);

create table message_channel (
    center_id smallint not null,
    channel text not null,
    place smallint not null,
    enabled boolean not null,
    rate_per_minute integer not null,
    patience_minutes integer not null,
    price_dong integer not null,
    sender text,
    constraint message_channel_pk primary key (center_id, channel),
    constraint message_channel_center foreign key (center_id) references center (center_id),
    constraint message_channel_name check (channel in ('zalo', 'sms', 'email')),
    constraint message_channel_place check (place between 1 and 3),
    constraint message_channel_rate check (rate_per_minute between 1 and 100000),
    constraint message_channel_patience check (patience_minutes between 1 and 43200),
    constraint message_channel_price check (price_dong between 0 and 100000)
);

-- How a channel is doing: failures one after the other, until when it is left in peace for them,
-- and how many messages it was given in the minute that began at `minute`.
create table message_circuit (
    center_id smallint not null,
    channel text not null,
    failures integer not null default 0,
    closed_until timestamptz,
    trouble text,
    minute timestamptz,
    given integer not null default 0,
    constraint message_circuit_pk primary key (center_id, channel)
);
