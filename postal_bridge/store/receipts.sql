-- name: add_block
-- Note a block of receipts; one that overlaps another is refused by a constraint.
insert into receipt_block (center_id, block_id, form_code, symbol, year, first_number, last_number,
    office_code, login, allotted_on, allotted_by, highest)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $6 - 1);

-- name: blocks_of_offices
-- The blocks of some offices in some years.
select block_id, form_code, symbol, year, first_number, last_number, office_code, login,
    allotted_on, allotted_by
from receipt_block
where center_id = $1 and office_code = any($2::text[]) and year = any($3::smallint[])
order by allotted_on, block_id;

-- name: years_kept
-- Those of some years for which the centre allotted any block.
select distinct year from receipt_block where center_id = $1 and year = any($2::smallint[]);

-- name: lock_blocks
-- How much is known of some blocks, and the difference their gaps were shown by; locked in order.
select block_id, first_number, told, highest, gap_difference_id
from receipt_block
where center_id = $1 and block_id = any($2::uuid[])
order by block_id
for update;

-- name: numbers_known
-- Those of some numbers of blocks that are known: in use, void for good, or told by mistake.
select r.block_id, r.number,
    bool_or(r.voided_at is null) as live,
    bool_or(r.voided_at is not null and c.scan_id is null) as void
from unnest($2::uuid[], $3::int[]) as asked (block_id, number)
join receipt r on r.center_id = $1 and r.block_id = asked.block_id and r.number = asked.number
left join collection c on c.center_id = $1 and c.collection_id = r.collection_id
group by r.block_id, r.number;

-- name: add_receipts
-- Note the receipts of money that was taken.
insert into receipt (center_id, receipt_id, block_id, symbol, number, year, collection_id,
    office_code, login, noted_at, difference_id)
select $1, receipt_id, block_id, symbol, number, year, collection_id, office_code, login, noted_at,
    difference_id
from unnest($2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::smallint[], $7::uuid[], $8::text[],
    $9::text[], $10::timestamptz[], $11::uuid[])
    as told (receipt_id, block_id, symbol, number, year, collection_id, office_code, login,
        noted_at, difference_id);

-- name: add_spoilt
-- Note a form that was spoilt before money was taken with it.
insert into receipt (center_id, receipt_id, block_id, symbol, number, year, office_code, login,
    noted_at, voided_at, voided_by, void_reason)
select $1, $2, block_id, symbol, $4, year, office_code, $5, $6, $6, $5, $7
from receipt_block
where center_id = $1 and block_id = $3;

-- name: unplaced_receipts
-- Receipts of an office and year that lie in no block so far, within some numbers, as they came.
select receipt_id, symbol, number, year, collection_id, office_code, login, noted_at, difference_id
from receipt
where center_id = $1 and office_code = $2 and year = $3 and block_id is null
    and number between $4 and $5
order by noted_at, receipt_id;

-- name: place_receipts
-- Put receipts into a block that was noted after them.
update receipt r set block_id = $2, difference_id = placed.difference_id
from unnest($3::uuid[], $4::uuid[]) as placed (receipt_id, difference_id)
where r.center_id = $1 and r.receipt_id = placed.receipt_id;

-- name: count_blocks
-- Keep how much is known of blocks, and which difference shows their gaps.
update receipt_block b
set told = counted.told, highest = counted.highest,
    gap_difference_id = counted.gap_difference_id
from unnest($2::uuid[], $3::int[], $4::int[], $5::uuid[])
    as counted (block_id, told, highest, gap_difference_id)
where b.center_id = $1 and b.block_id = counted.block_id;

-- name: gaps_of
-- The ranges of numbers of a block below the highest that nothing is known of, lowest first.
select after + 1 as first_number, number - 1 as last_number
from (
    select number, lag(number, 1, b.first_number - 1) over (order by number) as after
    from receipt_block b
    join (
        select distinct number from receipt where center_id = $1 and block_id = $2
    ) known on true
    where b.center_id = $1 and b.block_id = $2
) steps
where number > after + 1
order by 1
limit $3;

-- name: void_taken_back
-- Void the receipts of money that some reversals took back, for their reasons.
update receipt r
set voided_at = back.recorded_at, voided_by = coalesce(back.login, r.login),
    void_reason = coalesce(back.reason, $3)
from collection back
where r.center_id = $1 and back.center_id = $1 and back.collection_id = any($2::uuid[])
    and back.reverses = r.collection_id and r.voided_at is null
returning r.receipt_id;

-- name: taken_back
-- Those of some collections that were taken back.
select reverses from collection where center_id = $1 and reverses = any($2::uuid[]);

-- name: list_blocks
-- The blocks of a centre, or of one office, newest first, with how much of each is known.
select block_id, form_code, symbol, year, first_number, last_number, office_code, login,
    allotted_on, allotted_by, told, highest
from receipt_block
where center_id = $1 and ($2::text is null or office_code = $2)
    and (allotted_on, block_id) < ($3, $4)
order by allotted_on desc, block_id desc
limit $5;

-- name: find_block
-- One block, as an office may see it.
select block_id, form_code, symbol, year, first_number, last_number, office_code, login,
    allotted_on, allotted_by, told, highest
from receipt_block
where center_id = $1 and block_id = $2 and ($3::text is null or office_code = $3);

-- name: receipts_of_block
-- What became of the numbers of a block, the highest first.
select r.receipt_id, r.number, r.collection_id, r.login, r.noted_at, r.voided_at, r.voided_by,
    r.void_reason, c.dossier_code, c.amount_dong, c.collected_on
from receipt r
left join collection c on c.center_id = $1 and c.collection_id = r.collection_id
where r.center_id = $1 and r.block_id = $2 and (r.number, r.receipt_id) < ($3, $4)
order by r.number desc, r.receipt_id desc
limit $5;

-- name: receipt_of_collection
-- The receipt given for some money, as an office may see it, with whose money it is.
select r.number, coalesce(b.symbol, r.symbol) as symbol, b.form_code, r.voided_at, r.void_reason,
    c.dossier_code, c.amount_dong, c.collected_on as day,
    agency.name as agency_name, agency.tax_code as agency_tax_code,
    agency.address as agency_address,
    delegate.name as delegate_name, delegate.tax_code as delegate_tax_code,
    delegate.address as delegate_address
from receipt r
join collection c on c.center_id = $1 and c.collection_id = r.collection_id
join dossier d on d.center_id = $1 and d.code = c.dossier_code
join office agency on agency.center_id = $1 and agency.code = d.department_code
join office delegate on delegate.center_id = $1 and delegate.code = r.office_code
left join receipt_block b on b.center_id = $1 and b.block_id = r.block_id
where r.center_id = $1 and r.collection_id = $2 and ($3::text is null or r.office_code = $3)
    and r.number is not null;

-- name: kinds_of_collection
-- How much of some money is of which kind.
select kind, amount_dong from collection_part
where center_id = $1 and collection_id = $2
order by kind;

-- name: particulars_of
-- The tax code and the address of an office.
select tax_code, address from office where center_id = $1 and code = $2;

-- name: keep_particulars
-- Keep the tax code and the address of an office.
update office set tax_code = $3, address = $4 where center_id = $1 and code = $2
returning code;
