-- What travels: posting slips and their papers, bags and their lists, and what did not fit.

-- One sealed thing on one leg, as the posting slip (Phiếu gửi hồ sơ) describes it.
create table consignment (
    center_id smallint not null,
    code text not null,
    leg text not null,
    dossier_code text,
    procedure_code text,
    post_office text,
    party_sealed bytea,
    phone_index bytea,
    collect_dong bigint not null default 0,
    scope text not null default 'between_districts',
    reference text,
    posted_on date,
    norm_on date,
    reached_on date,
    created_at timestamptz not null,
    created_by text not null,
    created_office text not null,
    constraint consignment_pk primary key (center_id, code),
    constraint consignment_custody foreign key (center_id, code)
        references custody (center_id, code),
    constraint consignment_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code),
    constraint consignment_reference_unique unique (center_id, reference),
    constraint consignment_collect check (collect_dong >= 0)
);

create index consignment_dossier_code on consignment (center_id, dossier_code);
create index consignment_post_office on consignment (center_id, post_office, code);
create index consignment_reached on consignment (center_id, reached_on)
    where reached_on is not null;

-- The papers inside, as listed on the slip.
create table paper (
    center_id smallint not null,
    consignment_code text not null,
    position smallint not null,
    name text not null,
    form text not null,
    quantity smallint not null,
    to_withdraw boolean not null default false,
    constraint paper_pk primary key (center_id, consignment_code, position),
    constraint paper_consignment foreign key (center_id, consignment_code)
        references consignment (center_id, code),
    constraint paper_form check (form in ('original', 'certified_copy', 'copy', 'result')),
    constraint paper_quantity check (quantity > 0)
);

-- What each side counted, gave back or withdrew, one row a scan and paper.
create table paper_count (
    center_id smallint not null,
    consignment_code text not null,
    position smallint not null,
    scan_id uuid not null,
    office_code text not null,
    fate text not null,
    counted smallint not null,
    counted_at timestamptz not null,
    constraint paper_count_pk
        primary key (center_id, consignment_code, position, scan_id, fate),
    constraint paper_count_paper foreign key (center_id, consignment_code, position)
        references paper (center_id, consignment_code, position),
    constraint paper_count_fate check (fate in ('present', 'returned', 'withdrawn')),
    constraint paper_count_counted check (counted >= 0)
);

-- A bag's list (bản kê): what should be in it, what was packed, what was found.
create table manifest (
    center_id smallint not null,
    code text not null,
    from_office text not null,
    to_office text not null,
    seal_number text,
    created_at timestamptz not null,
    created_by text not null,
    checked_at timestamptz,
    constraint manifest_pk primary key (center_id, code),
    constraint manifest_custody foreign key (center_id, code) references custody (center_id, code)
);

create table manifest_line (
    center_id smallint not null,
    manifest_code text not null,
    item_code text not null,
    expected boolean not null,
    packed_at timestamptz,
    found_at timestamptz,
    constraint manifest_line_pk primary key (center_id, manifest_code, item_code),
    constraint manifest_line_manifest foreign key (center_id, manifest_code)
        references manifest (center_id, code)
);

-- What did not fit: kept, shown to a person, closed by a person.
create table difference (
    center_id smallint not null,
    difference_id uuid not null,
    kind text not null,
    code text,
    manifest_code text,
    scan_id uuid,
    office_code text not null,
    detail jsonb not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    closed_by text,
    resolution text,
    constraint difference_pk primary key (center_id, difference_id),
    constraint difference_closed_whole
        check ((closed_at is null) = (closed_by is null)
            and (closed_at is null) = (resolution is null))
);

create index difference_open on difference (center_id, opened_at, difference_id)
    where closed_at is null;
create index difference_code on difference (center_id, code);
create index difference_manifest on difference (center_id, manifest_code)
    where manifest_code is not null;
