-- When dossiers have to leave a centre, and the trips on which the post carries them.

-- Received by this hour a dossier goes on the same working day, later ones when the next begins.
insert into rule (name, effective_from, value, source) values
    ('forwarding_cutoff', '2018-06-21', '"15:00"', 'NĐ 61/2018/NĐ-CP Đ18');

-- Trips of the contract with the post, on every working day; one without an office goes to all.
create table trip (
    center_id smallint not null,
    trip_id uuid not null,
    leaves_at time not null,
    to_office text,
    constraint trip_pk primary key (center_id, trip_id),
    constraint trip_once unique nulls not distinct (center_id, leaves_at, to_office),
    constraint trip_center foreign key (center_id) references center (center_id),
    constraint trip_office foreign key (center_id, to_office) references office (center_id, code)
);
