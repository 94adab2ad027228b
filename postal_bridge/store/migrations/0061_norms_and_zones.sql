-- What is kept from a day on at each centre: until when dossiers go on the same day, how long the
-- post may take; and in which zones its offices lie, since there are no districts any more.

insert into rule (name, effective_from, value, source) values
    ('transit_norm_slip_days', '2017-08-15',
     '{"within_district": 2, "between_districts": 4, "between_cities": 6, "inter_province": 8}',
     'TT 17/2017/TT-BTTTT Đ7.2: bringing the slip of appointment included');

create table forwarding_hour (
    center_id smallint not null,
    valid_from date not null,
    cutoff time not null,
    source text not null,
    constraint forwarding_hour_pk primary key (center_id, valid_from),
    constraint forwarding_hour_center foreign key (center_id) references center (center_id)
);

-- J + n in working days; those of a slip include bringing the slip of appointment.
create table transit_norm (
    center_id smallint not null,
    valid_from date not null,
    within_district smallint not null,
    between_districts smallint not null,
    between_cities smallint not null,
    inter_province smallint not null,
    within_district_slip smallint not null,
    between_districts_slip smallint not null,
    between_cities_slip smallint not null,
    inter_province_slip smallint not null,
    source text not null,
    constraint transit_norm_pk primary key (center_id, valid_from),
    constraint transit_norm_center foreign key (center_id) references center (center_id),
    constraint transit_norm_in_order check (
        within_district >= 0 and within_district <= within_district_slip
        and between_districts >= 0 and between_districts <= between_districts_slip
        and between_cities >= 0 and between_cities <= between_cities_slip
        and inter_province >= 0 and inter_province <= inter_province_slip
    )
);

create table office_zone (
    center_id smallint not null,
    office_code text not null,
    zone text not null,
    constraint office_zone_pk primary key (center_id, office_code),
    constraint office_zone_office foreign key (center_id, office_code)
        references office (center_id, code)
);
