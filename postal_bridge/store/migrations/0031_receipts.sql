-- Receipts: the blocks of numbers that collectors were allotted, and what became of each number.

-- Numbers of a series begin anew each year, and nobody's block touches another's. `told` and
-- `highest` count what is known of it, so that a gap is seen without reading the block again.
create table receipt_block (
    center_id smallint not null,
    block_id uuid not null,
    form_code text not null,
    symbol text not null,
    year smallint not null,
    first_number integer not null,
    last_number integer not null,
    office_code text not null,
    login text,
    allotted_on date not null,
    allotted_by text not null,
    told integer not null default 0,
    highest integer not null,
    gap_difference_id uuid,
    constraint receipt_block_pk primary key (center_id, block_id),
    constraint receipt_block_office foreign key (center_id, office_code)
        references office (center_id, code),
    constraint receipt_block_shape check (
        first_number >= 1 and first_number <= last_number and last_number <= 99999999
        and highest >= first_number - 1 and highest <= last_number
        and told >= 0 and told <= highest - first_number + 1
    ),
    constraint receipt_block_apart exclude using gist (
        center_id with =, form_code with =, symbol with =, year with =,
        int4range(first_number, last_number, '[]') with &&
    )
);

create index receipt_block_year on receipt_block (center_id, year, office_code);

-- A number that was told: with money, or without as a form that was spoilt. It is void or used.
create table receipt (
    center_id smallint not null,
    receipt_id uuid not null,
    block_id uuid,
    symbol text,
    number integer,
    year smallint not null,
    collection_id uuid,
    office_code text not null,
    login text not null,
    noted_at timestamptz not null,
    difference_id uuid,
    voided_at timestamptz,
    voided_by text,
    void_reason text,
    constraint receipt_pk primary key (center_id, receipt_id),
    constraint receipt_of_block foreign key (center_id, block_id)
        references receipt_block (center_id, block_id),
    constraint receipt_of_collection foreign key (center_id, collection_id)
        references collection (center_id, collection_id),
    constraint receipt_collected_once unique (center_id, collection_id),
    constraint receipt_placed check (block_id is null or number is not null),
    constraint receipt_void_whole check (
        (voided_at is null) = (voided_by is null) and (voided_at is null) = (void_reason is null)
    ),
    constraint receipt_spoilt_is_void check (
        collection_id is not null or voided_at is not null and block_id is not null
    )
);

create index receipt_number on receipt (center_id, block_id, number);
create index receipt_unplaced on receipt (center_id, office_code, year)
    where block_id is null and number is not null;
