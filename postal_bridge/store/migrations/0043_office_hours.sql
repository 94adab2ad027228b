-- When centres are open, each row in force until the next. Before its first one a centre keeps the
-- hours of the installation. Where nobody rests at noon, both ends of lunch are null.
create table office_hours (
    center_id smallint not null,
    valid_from date not null,
    opens_at time not null,
    lunch_from time,
    lunch_until time,
    closes_at time not null,
    source text not null,
    constraint office_hours_pk primary key (center_id, valid_from),
    constraint office_hours_center foreign key (center_id) references center (center_id),
    constraint office_hours_in_order check (opens_at < closes_at),
    constraint office_hours_lunch_whole check ((lunch_from is null) = (lunch_until is null)),
    constraint office_hours_lunch_within check (
        lunch_from is null
        or (opens_at < lunch_from and lunch_from < lunch_until and lunch_until < closes_at)
    )
);

insert into rule (name, effective_from, value, source) values
    ('office_hours', '2000-01-01',
     '{"opens_at": "07:00", "lunch_from": "11:30", "lunch_until": "13:30", "closes_at": "17:00"}',
     'ours: the usual eight hours, until a centre states its own');
