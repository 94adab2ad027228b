-- The money of the centre that `here` names: three hundred days of it, sent on by lists of the
-- post but for the last days, one line in two hundred not as it should be; all but the last months
-- are closed.
set session_replication_role = replica;

insert into collection (center_id, collection_id, dossier_code, source, amount_dong, method,
    collected_on, office_code, recorded_at)
select center_id, gen_random_uuid(), code, 'import', 50000 + n, 'unstated',
    today - 100 - (n / 4000)::integer, 'BC' || to_char(n % 40 + 1, 'FM00'), now
from here, (select code, row_number() over () as n from dossier d
    where d.center_id = (select center_id from here)
        and not exists (select from collection c
            where c.center_id = d.center_id and c.dossier_code = d.code)
    limit 800000) as carried;

insert into collection_part (center_id, collection_id, kind, amount_dong)
select c.center_id, collection_id, 'fee', amount_dong
from here join collection c on c.center_id = here.center_id;

-- No trigger noted them, so they are noted here, to be folded into the figures of reports.
insert into collection_change (center_id, collection_id, part)
select center_id, collection_id, part
from here join collection_count using (center_id) where figure in ('post', 'kind');

-- The books of it; their seals are none, since nobody audits them.
insert into ledger_entry (center_id, sequence, source_kind, source_id, reason, happened_on,
    recorded_at, login, hash)
select c.center_id, row_number() over (order by c.collected_on), 'collection',
    c.collection_id::text, 'collected', c.collected_on, c.recorded_at, '-', '\x00'
from here join collection c on c.center_id = here.center_id;

insert into ledger_posting (center_id, sequence, place, account, subject, kind, amount_dong)
select e.center_id, e.sequence, side.place, side.account, side.subject, 'fee',
    side.sign * c.amount_dong
from here
join ledger_entry e on e.center_id = here.center_id
join collection c on c.center_id = e.center_id and c.collection_id = e.source_id::uuid
cross join lateral (values (0, 'post_payable', c.office_code, 1), (1, 'agency_due', 'SO01', -1))
    as side (place, account, subject, sign);

insert into ledger_day (center_id, happened_on, account, kind, amount_dong)
select e.center_id, e.happened_on, p.account, p.kind, sum(p.amount_dong)
from here
join ledger_entry e on e.center_id = here.center_id
join ledger_posting p on p.center_id = e.center_id and p.sequence = e.sequence
group by e.center_id, e.happened_on, p.account, p.kind;

insert into counter (center_id, name, next_value)
select center_id, 'ledger', count(*) + 1
from here natural join ledger_entry
group by center_id
on conflict (center_id, name) do update set next_value = excluded.next_value;

insert into statement_file (center_id, file_id, kind, format, name, content_hash, office_code,
    lines, repeated, set_aside, stored_at, login)
select center_id, gen_random_uuid(), 'post', 'csv', 'bang-ke.csv', decode(to_hex(n), 'hex'),
    center_code || '.BC', 1000, 0, '[]', now - n * interval '1 hour', 'do.post'
from here, generate_series(4096, 6595) as n;

insert into remittance (center_id, remittance_id, file_id, batch, office_code, lines, lines_dong,
    sent_on)
select h.center_id, gen_random_uuid(), (select file_id from statement_file f
        where f.center_id = h.center_id limit 1), c.collected_on || ' ' || c.office_code,
    c.office_code, count(*), sum(c.amount_dong), c.collected_on + 3
from here h join collection c on c.center_id = h.center_id and c.collected_on + 3 <= h.today
group by h.center_id, c.collected_on, c.office_code;

insert into post_line (center_id, line_id, line_key, remittance_id, place, day, sent_on,
    amount_dong, dossier_code, found_by)
select c.center_id, row_number() over (order by c.collected_on, c.collection_id),
    gen_random_uuid(), r.remittance_id, 1, c.collected_on, r.sent_on,
    c.amount_dong + case when n % 400 = 0 then 1000 when n % 400 = 100 then -1000 else 0 end,
    c.dossier_code, 'reference'
from (select c.*, row_number() over () as n from here h
    join collection c on c.center_id = h.center_id and c.collected_on + 3 <= h.today) as c
join remittance r on r.center_id = c.center_id
    and r.batch = c.collected_on || ' ' || c.office_code
where n % 400 <> 200;

insert into counter (center_id, name, next_value)
select center_id, 'post_line', count(*) + 1
from here natural join post_line
group by center_id
on conflict (center_id, name) do update set next_value = excluded.next_value;

insert into period (center_id, period_id, first_on, last_on)
select center_id, to_char(month, 'YYYY-MM'), month::date, (month + interval '1 month')::date - 1
from here, generate_series(date_trunc('month', today - interval '14 months'),
    date_trunc('month', today - interval '2 months'), interval '1 month') as month;

insert into period_act (center_id, period_id, act, at, login, action, closing, last_entry, figures,
    previous_seal, seal)
select center_id, period_id, 1, now, 'do.accountant', 'closed',
    row_number() over (order by first_on), 0, '{}', '\x00', '\x00'
from here natural join period;
