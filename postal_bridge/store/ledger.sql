-- name: lock_journal
-- Lock the journal of a centre until the transaction ends; return the number of its next entry.
insert into counter (center_id, name, next_value)
values ($1, 'ledger', 1)
on conflict (center_id, name) do update set next_value = counter.next_value
returning next_value;

-- name: go_on_in_journal
-- Note the number of the next entry.
update counter set next_value = $2 where center_id = $1 and name = 'ledger';

-- name: hash_of_entry
-- The seal of an entry.
select hash from ledger_entry where center_id = $1 and sequence = $2;

-- name: append_entries
-- Append entries to the journal; the database refuses at commit what does not balance.
insert into ledger_entry (center_id, sequence, source_kind, source_id, reason, happened_on,
    recorded_at, login, note, reverses, hash)
select $1, sequence, source_kind, source_id, reason, happened_on, recorded_at, login, note,
    reverses, hash
from unnest($2::booked_entry[]);

-- name: append_postings
-- Append the postings of entries, and add them to what stands by day.
with posted as (
    insert into ledger_posting (center_id, sequence, place, account, subject, kind, amount_dong)
    select $1, sequence, place, account, subject, kind, amount_dong
    from unnest($2::booked_posting[])
)
insert into ledger_day (center_id, happened_on, account, kind, amount_dong)
select $1, e.happened_on, p.account, p.kind, sum(p.amount_dong)
from unnest($2::booked_posting[]) as p
join unnest($3::booked_entry[]) as e on e.sequence = p.sequence
group by e.happened_on, p.account, p.kind
on conflict (center_id, happened_on, account, kind)
    do update set amount_dong = ledger_day.amount_dong + excluded.amount_dong;

-- name: sum_up_days
-- Let what stands by day be what is in the journal.
insert into ledger_day (center_id, happened_on, account, kind, amount_dong)
select $1, e.happened_on, p.account, p.kind, sum(p.amount_dong)
from ledger_entry e
join ledger_posting p on p.center_id = $1 and p.sequence = e.sequence
where e.center_id = $1
group by e.happened_on, p.account, p.kind
on conflict (center_id, happened_on, account, kind)
    do update set amount_dong = excluded.amount_dong;

-- name: entries_of_facts
-- The entries that book given facts, with what each reverses.
select sequence, source_kind, source_id, reason, happened_on, recorded_at, login, note, reverses,
    hash
from ledger_entry
where center_id = $1 and source_kind = $2 and source_id = any($3::text[])
order by sequence;

-- name: page_of_journal
-- The next entries of the journal in their order.
select sequence, source_kind, source_id, reason, happened_on, recorded_at, login, note, reverses,
    hash
from ledger_entry
where center_id = $1 and sequence > $2
order by sequence
limit $3;

-- name: entries_of_sequences
-- Entries by their numbers.
select sequence, source_kind, source_id, reason, happened_on, recorded_at, login, note, reverses,
    hash
from ledger_entry
where center_id = $1 and sequence = any($2::bigint[])
order by sequence;

-- name: postings_of_entries
-- The postings of given entries in their order.
select sequence, account, subject, kind, amount_dong
from ledger_posting
where center_id = $1 and sequence = any($2::bigint[])
order by sequence, place;

-- name: balances_of_subjects
-- What stands on an account for given subjects, by kind, zero where it was evened out.
select subject, kind, sum(amount_dong)::bigint as amount_dong
from ledger_posting
where center_id = $1 and account = $2 and subject = any($3::text[])
group by subject, kind
order by subject, kind;

-- name: balances
-- What stands on each account by subject and kind at a moment, of what had happened by a day.
select p.account, p.subject, p.kind,
    coalesce(sum(p.amount_dong) filter (where p.amount_dong > 0), 0)::bigint as debit_dong,
    coalesce(-sum(p.amount_dong) filter (where p.amount_dong < 0), 0)::bigint as credit_dong
from ledger_posting p
join ledger_entry e on e.center_id = p.center_id and e.sequence = p.sequence
where p.center_id = $1 and e.recorded_at <= $2 and e.happened_on <= $3
group by p.account, p.subject, p.kind
order by p.account, p.subject, p.kind;

-- name: collections_to_book
-- Collections by identity with what booking them takes: whose dossier, taken where.
select c.collection_id, c.dossier_code, d.department_code, c.source, c.amount_dong, c.method,
    c.collected_on, c.office_code, o.kind as office_kind, c.login, c.reverses, c.recorded_at,
    c.reason,
    exists (select from obligation b
        where b.center_id = $1 and b.dossier_code = c.dossier_code and b.payer <> 'agency') as asked
from collection c
join dossier d on d.center_id = c.center_id and d.code = c.dossier_code
left join office o on o.center_id = c.center_id and o.code = c.office_code
where c.center_id = $1 and c.collection_id = any($2::uuid[])
order by c.recorded_at, c.collection_id;

-- name: unbooked_collections
-- Collections that no entry books yet; what one of them takes back is before it or booked.
select c.collection_id
from collection c
where c.center_id = $1
    and not exists (select from ledger_entry e
        where e.center_id = c.center_id and e.source_kind = 'collection'
            and e.source_id = c.collection_id::text)
order by c.recorded_at, c.reverses is not null, c.collection_id
limit $2;

-- name: counts_to_book
-- Counts of cash by identity with what booking them takes, in the order in which they were made.
select settlement_id, office_code, login, day, expected_dong, counted_dong, remark, corrects,
    settled_by
from courier_settlement
where center_id = $1 and settlement_id = any($2::uuid[])
order by settled_at, settlement_id;

-- name: unbooked_counts
-- Counts of cash that no entry books yet although one should: of an amount, or of a correction.
select s.settlement_id
from courier_settlement s
where s.center_id = $1
    and not exists (select from ledger_entry e
        where e.center_id = s.center_id and e.source_kind = 'settlement'
            and e.source_id = s.settlement_id::text)
    and (s.counted_dong > 0 or exists (select from courier_settlement earlier
        where earlier.center_id = s.center_id and earlier.settlement_id = s.corrects
            and earlier.counted_dong > 0))
order by s.settled_at, s.settlement_id
limit $2;

-- name: add_collection_parts
-- Keep how much of each collection is of which kind.
insert into collection_part (center_id, collection_id, kind, amount_dong)
select $1, collection_id, kind, amount_dong
from unnest($2::uuid[], $3::text[], $4::bigint[]) as part (collection_id, kind, amount_dong);
