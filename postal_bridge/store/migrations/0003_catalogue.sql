-- Who takes part and what can be filed: centres, offices, people, procedures, code ranges, rules.
-- All of it is small and rarely written, so it is copied to every machine when the data is spread.

create extension if not exists btree_gist;

create table center (
    center_id smallint constraint center_pk primary key,
    code text not null constraint center_code_unique unique,
    name text not null,
    time_zone text not null default 'Asia/Ho_Chi_Minh',
    created_at timestamptz not null,
    constraint center_code_shape check (code ~ '^[A-Z][0-9]{2}$')
);

create table office (
    center_id smallint not null,
    code text not null,
    kind text not null,
    name text not null,
    active boolean not null default true,
    created_at timestamptz not null,
    constraint office_pk primary key (center_id, code),
    constraint office_center foreign key (center_id) references center (center_id),
    constraint office_code_shape check (code ~ '^[A-Z0-9][A-Z0-9._-]{0,29}$'),
    constraint office_kind check (kind in ('center', 'department', 'post'))
);

create table person (
    login text constraint person_pk primary key,
    center_id smallint not null,
    office_code text not null,
    role text not null,
    full_name text not null,
    password_hash text,
    active boolean not null default true,
    created_at timestamptz not null,
    constraint person_office foreign key (center_id, office_code)
        references office (center_id, code),
    constraint person_login_shape check (login ~ '^[a-z0-9][a-z0-9._@-]{1,63}$'),
    constraint person_role check (role in ('post', 'center', 'department', 'accountant', 'admin'))
);

create table procedure (
    center_id smallint not null,
    code text not null,
    name text not null,
    field_name text,
    department_code text,
    postal_eligible boolean not null default true,
    processing_days integer,
    processing_hours integer,
    constraint procedure_pk primary key (center_id, code),
    constraint procedure_center foreign key (center_id) references center (center_id),
    constraint procedure_department foreign key (center_id, department_code)
        references office (center_id, code),
    constraint procedure_term check (processing_days >= 0 and processing_hours >= 0)
);

create table procedure_component (
    center_id smallint not null,
    procedure_code text not null,
    position smallint not null,
    name text not null,
    form text not null,
    quantity smallint not null,
    required boolean not null,
    constraint procedure_component_pk primary key (center_id, procedure_code, position),
    constraint procedure_component_procedure foreign key (center_id, procedure_code)
        references procedure (center_id, code),
    constraint procedure_component_form
        check (form in ('original', 'certified_copy', 'copy', 'result')),
    constraint procedure_component_quantity check (quantity > 0)
);

create table procedure_fee (
    center_id smallint not null,
    procedure_code text not null,
    kind text not null,
    name text not null,
    valid_from date not null,
    amount_dong bigint,
    constraint procedure_fee_pk primary key (center_id, procedure_code, kind, name, valid_from),
    constraint procedure_fee_procedure foreign key (center_id, procedure_code)
        references procedure (center_id, code),
    constraint procedure_fee_kind check (kind in ('fee', 'charge', 'tax', 'fine')),
    constraint procedure_fee_amount check (amount_dong >= 0)
);

-- Numbers are minted only inside a range the post has granted; no two ranges may overlap.
create table code_range (
    service text not null,
    country text not null,
    first_serial integer not null,
    last_serial integer not null,
    center_id smallint not null,
    granted_on date not null,
    document text not null,
    constraint code_range_pk primary key (service, country, first_serial),
    constraint code_range_center foreign key (center_id) references center (center_id),
    constraint code_range_shape check (
        service ~ '^[A-Z]{2}$' and country ~ '^[A-Z]{2}$'
        and first_serial between 0 and last_serial and last_serial <= 99999999
    ),
    constraint code_range_apart exclude using gist (
        service with =, country with =, int4range(first_serial, last_serial, '[]') with &&
    )
);

-- Rules of law and contract are data: each holds from a date until the next of its name.
create table rule (
    name text not null,
    effective_from date not null,
    value jsonb not null,
    source text not null,
    constraint rule_pk primary key (name, effective_from)
);

insert into rule (name, effective_from, value, source) values
    ('invitations', '2017-08-15', '{"least": 2, "working_days_apart": 2}',
     'TT 17/2017/TT-BTTTT Đ5.2h'),
    ('transit_norm_days', '2017-08-15',
     '{"within_district": 1, "between_districts": 2, "between_cities": 3, "inter_province": 4}',
     'TT 17/2017/TT-BTTTT Đ7.2'),
    ('clock_tolerance_minutes', '2000-01-01', '10',
     'ours: two honest clocks may differ this much'),
    ('late_scan_days', '2000-01-01', '400',
     'ours: a scan older than this is a broken clock, not a late device');

-- Running numbers, one row a series, taken with the row locked so that a failure gives none away.
create table counter (
    center_id smallint not null,
    name text not null,
    next_value bigint not null,
    constraint counter_pk primary key (center_id, name)
);
