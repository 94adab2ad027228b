-- name: add_notices
-- Note that receipts which lie in a block are to be told: as given, or as void.
insert into receipt_notice (center_id, receipt_id, kind, noted_at, next_try_at)
select $1, r.receipt_id, case when r.voided_at is null then 'issued' else 'void' end, $3, $3
from receipt r
where r.center_id = $1 and r.receipt_id = any($2::uuid[]) and r.block_id is not null
on conflict do nothing;

-- name: drop_needless
-- Give up what nobody was told and nobody has to be: receipts void by now, numbers used otherwise.
update receipt_notice n set state = 'needless'
from receipt r
where n.center_id = $1 and n.state = 'waiting' and n.tries = 0
    and r.center_id = $1 and r.receipt_id = n.receipt_id and r.voided_at is not null
    and (n.kind = 'issued' or (
        r.collection_id is not null
        and not exists (
            select from receipt_notice own
            where own.center_id = $1 and own.receipt_id = n.receipt_id and own.kind = 'issued'
                and own.tries > 0)
        and exists (
            select from receipt other
            where other.center_id = $1 and other.block_id = r.block_id
                and other.number = r.number and other.receipt_id <> r.receipt_id
                and other.voided_at is null)));

-- name: take_notice
-- Take what is due first for the time of a lease; what was begun of its number is ended before.
update receipt_notice
set tries = tries + 1, next_try_at = $3
where center_id = $1 and (receipt_id, kind) = (
    select n.receipt_id, n.kind
    from receipt_notice n
    join receipt r on r.center_id = $1 and r.receipt_id = n.receipt_id
    where n.center_id = $1 and n.state = 'waiting' and n.next_try_at <= $2
        and case
            when n.kind = 'void' then not exists (
                select from receipt_notice own
                where own.center_id = $1 and own.receipt_id = n.receipt_id
                    and own.kind = 'issued' and own.state = 'waiting')
            when r.voided_at is not null then n.tries > 0
            else not exists (
                select from receipt other
                left join receipt_notice its on its.center_id = $1
                    and its.receipt_id = other.receipt_id and its.state = 'waiting'
                where other.center_id = $1 and other.block_id = r.block_id
                    and other.number = r.number and other.receipt_id <> r.receipt_id
                    and (other.voided_at is null or its.kind is not null))
        end
    order by n.next_try_at, n.noted_at, n.receipt_id
    limit 1
    for update of n skip locked)
returning receipt_id, kind, tries, failures;

-- name: facts_of_receipt
-- What a receipt states, whether money was taken with it or its form was spoilt.
select r.number, b.symbol, b.form_code, r.void_reason, c.collection_id, c.dossier_code,
    coalesce(c.amount_dong, 0) as amount_dong,
    coalesce(c.collected_on, (r.noted_at at time zone center.time_zone)::date) as day,
    agency.name as agency_name, agency.tax_code as agency_tax_code,
    agency.address as agency_address,
    delegate.name as delegate_name, delegate.tax_code as delegate_tax_code,
    delegate.address as delegate_address
from receipt r
join center on center.center_id = $1
join receipt_block b on b.center_id = $1 and b.block_id = r.block_id
join office delegate on delegate.center_id = $1 and delegate.code = r.office_code
left join collection c on c.center_id = $1 and c.collection_id = r.collection_id
left join dossier d on d.center_id = $1 and d.code = c.dossier_code
left join office agency on agency.center_id = $1 and agency.code = d.department_code
where r.center_id = $1 and r.receipt_id = $2;

-- name: note_sent
-- Note that a notice was taken, in the name of the try that told it.
update receipt_notice
set state = 'sent', sent_at = $5, reference = $6, trouble = null, said = null
where center_id = $1 and receipt_id = $2 and kind = $3 and tries = $4 and state = 'waiting';

-- name: note_failed
-- Note why a notice was not taken, and when it is tried again if it is.
update receipt_notice
set state = $5, failures = failures + 1, trouble = $6, said = $7,
    next_try_at = coalesce($8, next_try_at)
where center_id = $1 and receipt_id = $2 and kind = $3 and tries = $4 and state = 'waiting';

-- name: count_notices
-- How many notices of a centre wait, were taken, and were refused.
select state, count(*) as notices from receipt_notice where center_id = $1 group by state;

-- name: open_notices
-- What waits or was refused, refused ones first, the oldest first.
select n.receipt_id, n.kind, n.state, n.noted_at, n.next_try_at, n.tries, n.trouble, n.said,
    r.block_id, b.symbol, r.number, r.office_code
from receipt_notice n
join receipt r on r.center_id = $1 and r.receipt_id = n.receipt_id
join receipt_block b on b.center_id = $1 and b.block_id = r.block_id
where n.center_id = $1 and n.state in ('refused', 'waiting')
order by n.state, n.noted_at, n.receipt_id
limit $2;

-- name: send_again
-- Let what was refused wait once more: one notice, or all of the centre.
update receipt_notice
set state = 'waiting', failures = 0, next_try_at = $4
where center_id = $1 and state = 'refused'
    and ($2::uuid is null or (receipt_id = $2 and kind = $3));
