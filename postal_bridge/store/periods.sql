-- name: standings
-- How the periods of a centre stand, the oldest first.
select period_id, first_on, last_on, act, action, acted_by, reason, is_closed, closing, last_entry,
    closed_at, closed_by, seal
from period_standing
where center_id = $1
order by first_on;

-- name: closed_through
-- The last day of the last closed period, null where none is closed.
select max(last_on) from period_standing where center_id = $1 and is_closed;

-- name: first_day_of_money
-- The first day on which money of the post counts, null before there is any.
select least(
    (select min(c.counts_on) from post_collection c where c.center_id = $1),
    (select min(l.day) from post_line l where l.center_id = $1));

-- name: add_period
-- Keep the days of a period that is closed for the first time.
insert into period (center_id, period_id, first_on, last_on)
values ($1, $2, $3, $4)
on conflict on constraint period_pk do nothing;

-- name: add_act
-- Write down what was done to a period.
insert into period_act (center_id, period_id, act, at, login, action, reason, closing, last_entry,
    figures, previous_seal, seal)
values ($1, $2, (select coalesce(max(act), 0) + 1 from period_act
        where center_id = $1 and period_id = $2),
    $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: acts_of
-- What was done to a period, in order.
select act, at, login, action, reason, closing, seal
from period_act
where center_id = $1 and period_id = $2
order by act;

-- name: last_seal
-- The number and the seal of the newest closing of a centre.
select closing, seal from period_act
where center_id = $1 and closing is not null
order by closing desc
limit 1;

-- name: closings
-- Every closing of a centre with what it sealed, in the order of the chain.
select period_id, closing, figures, previous_seal, seal
from period_act
where center_id = $1 and closing is not null
order by closing;

-- name: frozen_figures
-- The figures of the newest closing of a period, with its seal.
select a.figures, a.seal, a.at, a.closing
from period_act a
where a.center_id = $1 and a.period_id = $2 and a.closing is not null
order by a.closing desc
limit 1;

-- name: unexplained_lines
-- Lines of the lists up to a day that no class explains and no person has settled, by class, with
-- what is in question of them.
select coalesce(m.class, 'unjudged') as class, count(*) as lines,
    sum(coalesce(asked.amount_dong, l.amount_dong))::bigint as amount_dong
from post_line l
left join lateral (select min(m.class) as class from line_match m
    where m.center_id = $1 and m.line_id = l.line_id) as m on true
left join money_difference asked on asked.center_id = $1 and asked.class = m.class
    and asked.line_id = l.line_id
where l.center_id = $1 and l.day >= $2 and l.day <= $3
    and (m.class is null or m.class <> 'matched')
    and not exists (select from money_difference k
        where k.center_id = $1 and k.class = m.class and k.line_id = l.line_id
            and k.state in ('resolved', 'carried'))
group by coalesce(m.class, 'unjudged')
order by 1;

-- name: unexplained_collections
-- Money up to a day for which no line came and that no person has settled.
select count(*) as collections, coalesce(sum(c.amount_dong), 0)::bigint as amount_dong
from post_collection c
where c.center_id = $1 and c.counts_on >= $2 and c.counts_on <= $3
    and not exists (select from collection r
        where r.center_id = $1 and r.reverses = c.collection_id)
    and not exists (select from line_match m
        where m.center_id = $1 and m.collection_id = c.collection_id)
    and not exists (select from money_difference k
        where k.center_id = $1 and k.class = 'missing' and k.collection_id = c.collection_id
            and k.state in ('resolved', 'carried'))
    and not exists (select from settled_collection t
        where t.center_id = $1 and t.collection_id = c.collection_id);

-- name: unexplained_bank_lines
-- What banks booked up to a day and nobody has explained, what went as well as what came.
select count(*) as lines, coalesce(sum(abs(l.amount_dong)), 0)::bigint as amount_dong
from bank_line l
join bank_line_standing s on s.center_id = $1 and s.line_id = l.line_id
where l.center_id = $1 and l.amount_dong <> 0 and l.booked_on <= $2 and s.standing = 'unknown';

-- name: unexplained_since
-- Differences about days that were closed before, which came up since and nobody has settled.
select k.class, count(*) as differences, sum(k.amount_dong)::bigint as amount_dong
from money_difference k
left join post_line l on l.center_id = $1 and l.line_id = k.line_id
left join late_collection late on late.center_id = $1 and k.class = 'missing'
    and late.collection_id = k.collection_id
where k.center_id = $1 and k.state in ('open', 'proposed')
    and exists (select from period_standing p
        where p.center_id = $1 and p.is_closed and p.last_on < $2
            and coalesce(l.day, late.counts_on, k.day) between p.first_on and p.last_on)
group by k.class
order by k.class;

-- name: carry_forward
-- Carry the open differences of a period, and of days that were closed before, forward, those of
-- given classes; return them.
update money_difference k
set state = 'carried', version = k.version + 1
where k.center_id = $1 and k.state = 'open' and k.class = any($4::text[])
    and (exists (select from post_line l
            where l.center_id = $1 and l.line_id = k.line_id and (l.day between $2 and $3
                or exists (select from period_standing p
                    where p.center_id = $1 and p.is_closed and p.last_on < $2
                        and l.day between p.first_on and p.last_on)))
        or (k.class = 'missing' and exists (select from post_collection c
            where c.center_id = $1 and c.collection_id = k.collection_id
                and (c.counts_on between $2 and $3
                or exists (select from period_standing p
                    where p.center_id = $1 and p.is_closed and p.last_on < $2
                        and c.counts_on between p.first_on and p.last_on)))))
returning k.difference_id, k.version;

-- name: is_sealed
-- Whether what was decided about a difference at a moment is part of a closing that holds.
select exists (
    select from money_difference k
    left join post_line l on l.center_id = $1 and l.line_id = k.line_id
    left join late_collection late on late.center_id = $1 and k.class = 'missing'
        and late.collection_id = k.collection_id
    join period_standing p on p.center_id = $1 and p.is_closed and p.closed_at >= $3
        and p.last_on >= coalesce(l.day, late.counts_on, k.day)
    where k.center_id = $1 and k.difference_id = $2);

-- name: lines_counted
-- What the lines of the lists that count in a period come to, by class, late ones apart.
select coalesce(m.class, 'unjudged') as class, l.stated_on is not null as late, count(*) as rows,
    sum(l.amount_dong)::bigint as amount_dong
from post_line l
left join lateral (select min(m.class) as class from line_match m
    where m.center_id = $1 and m.line_id = l.line_id) as m on true
where l.center_id = $1 and l.day between $2 and $3
group by 1, 2
order by 1, 2;

-- name: late_lines
-- How many lines count in a period though they state a day of an earlier one, by that period.
select p.period_id, count(*) as rows, sum(l.amount_dong)::bigint as amount_dong
from post_line l
left join period p on p.center_id = $1 and l.stated_on between p.first_on and p.last_on
where l.center_id = $1 and l.day between $2 and $3 and l.stated_on is not null
group by p.period_id
order by p.period_id;

-- name: collections_counted
-- What was taken and what was taken back in a period, by where it was paid, late ones too.
select c.source, c.amount_dong < 0 as taken_back, count(*) as rows,
    sum(c.amount_dong)::bigint as amount_dong
from collection c
left join late_collection t on t.center_id = $1 and t.collection_id = c.collection_id
where c.center_id = $1 and coalesce(t.counts_on, c.collected_on) between $2 and $3
group by 1, 2
order by 1, 2;

-- name: late_collections
-- How much counts in a period though it was taken in an earlier one, by that period.
select p.period_id, count(*) as rows, sum(c.amount_dong)::bigint as amount_dong
from late_collection t
join collection c on c.center_id = $1 and c.collection_id = t.collection_id
left join period p on p.center_id = $1 and c.collected_on between p.first_on and p.last_on
where t.center_id = $1 and t.counts_on between $2 and $3
group by p.period_id
order by p.period_id;

-- name: note_late
-- Let money that was just told of a day that is closed count on the first day that is not.
insert into late_collection (center_id, collection_id, counts_on)
select $1, c.collection_id, closed.last_on + 1
from collection c
join (select max(last_on) as last_on from period_standing
    where center_id = $1 and is_closed) as closed on c.collected_on <= closed.last_on
where c.center_id = $1 and c.collection_id = any($2::uuid[]);

-- name: trial_balance
-- What stood on each account before a period, what came in it, by kind; late entries count in it.
select p.account, p.kind,
    coalesce(sum(p.amount_dong) filter (where before.it), 0)::bigint as opening_dong,
    coalesce(sum(p.amount_dong) filter (where not before.it and p.amount_dong > 0), 0)::bigint
        as debit_dong,
    coalesce(-sum(p.amount_dong) filter (where not before.it and p.amount_dong < 0), 0)::bigint
        as credit_dong
from ledger_entry e
join ledger_posting p on p.center_id = $1 and p.sequence = e.sequence
cross join lateral (
    select e.happened_on <= $4::date and e.sequence <= $5::bigint as it) as before
where e.center_id = $1 and e.happened_on <= $2 and e.sequence <= $3
group by p.account, p.kind
order by p.account, p.kind;

-- name: journal_of
-- A page of the postings that count in a period, in the order of the journal.
select e.sequence, e.happened_on, e.recorded_at, e.source_kind, e.reason, e.login, e.note,
    e.reverses, p.place, p.account, p.subject, p.kind, p.amount_dong
from ledger_entry e
join ledger_posting p on p.center_id = $1 and p.sequence = e.sequence
where e.center_id = $1 and e.happened_on <= $2 and e.sequence <= $3
    and not (e.happened_on <= $4::date and e.sequence <= $5::bigint)
order by e.sequence, p.place
limit $6;

-- name: collected_by_unit
-- What came through the post in a period, by department, post office and kind, less what was taken
-- back in it of earlier ones.
with taken_back as (
    select r.reverses as collection_id, coalesce(t.counts_on, r.collected_on) as counts_on
    from collection r
    left join late_collection t on t.center_id = $1 and t.collection_id = r.collection_id
    where r.center_id = $1 and r.reverses is not null
        and coalesce(t.counts_on, r.collected_on) <= $3
), counted as (
    select c.collection_id, c.dossier_code, c.office_code, 1 as sign
    from post_collection c
    where c.center_id = $1 and c.counts_on between $2 and $3
        and not exists (select from taken_back b where b.collection_id = c.collection_id)
    union all
    select c.collection_id, c.dossier_code, c.office_code, -1
    from taken_back b
    join post_collection c on c.center_id = $1 and c.collection_id = b.collection_id
        and c.counts_on < $2
    where b.counts_on >= $2
)
select d.department_code, c.office_code, p.kind, count(*) as rows,
    sum(c.sign * p.amount_dong)::bigint as amount_dong
from counted c
join dossier d on d.center_id = $1 and d.code = c.dossier_code
join sent_part p on p.center_id = $1 and p.collection_id = c.collection_id
group by 1, 2, 3
order by 1, 2, 3;

-- name: remitted_by_unit
-- What lines of a period cover, by department, post office and kind, and what of it was credited.
select department_code, office_code, kind, sum(least(amount_dong,
        greatest(covered_dong - before_dong, 0)))::bigint as amount_dong,
    sum(least(amount_dong, greatest(credited_dong - before_dong, 0)))::bigint as credited_dong
from (
    select d.department_code, c.office_code, p.kind, p.amount_dong, covered.covered_dong,
        covered.credited_dong,
        sum(p.amount_dong) over (partition by c.collection_id order by array_position(
            array['fee', 'charge', 'tax', 'fine', 'postage', 'unstated'], p.kind))
            - p.amount_dong as before_dong
    from (
        select m.collection_id, sum(m.covered_dong) as covered_dong,
            coalesce(sum(m.covered_dong) filter (where exists (select from credited_remittance g
                where g.center_id = $1 and g.remittance_id = l.remittance_id)), 0)
                as credited_dong
        from post_line l
        join line_match m on m.center_id = $1 and m.line_id = l.line_id
            and m.collection_id is not null
        where l.center_id = $1 and l.day between $2 and $3
        group by m.collection_id
    ) as covered
    join collection c on c.center_id = $1 and c.collection_id = covered.collection_id
    join dossier d on d.center_id = $1 and d.code = c.dossier_code
    join sent_part p on p.center_id = $1 and p.collection_id = c.collection_id
) as shared
group by 1, 2, 3
order by 1, 2, 3;

-- name: remitted_besides
-- What lines of a period come to beyond what they cover, by post office, and what of it was
-- credited: nobody knows yet of which kind and for whom it is.
select r.office_code, sum(l.amount_dong - l.covered_dong)::bigint as amount_dong,
    coalesce(sum(l.amount_dong - l.covered_dong) filter (where exists (
        select from credited_remittance g
        where g.center_id = $1 and g.remittance_id = r.remittance_id)), 0)::bigint
        as credited_dong
from (
    select l.remittance_id, l.amount_dong, coalesce((select sum(m.covered_dong)
        from line_match m
        where m.center_id = $1 and m.line_id = l.line_id), 0) as covered_dong
    from post_line l
    where l.center_id = $1 and l.day between $2 and $3) as l
join remittance r on r.center_id = $1 and r.remittance_id = l.remittance_id
where l.amount_dong <> l.covered_dong
group by r.office_code
order by r.office_code;

-- name: differences_of
-- The differences of a period, and those carried into it that are not settled yet.
select k.difference_id, k.class, k.state, k.amount_dong, k.day, k.dossier_code,
    k.department_code, k.office_code,
    coalesce(l.day, late.counts_on, k.day) as counts_on
from money_difference k
left join post_line l on l.center_id = $1 and l.line_id = k.line_id
left join late_collection late on late.center_id = $1 and k.class = 'missing'
    and late.collection_id = k.collection_id
where k.center_id = $1 and k.state <> 'vanished'
    and coalesce(l.day, late.counts_on, k.day) <= $3
    and (coalesce(l.day, late.counts_on, k.day) >= $2 or k.state in ('open', 'proposed', 'carried'))
order by k.day, k.class, k.dossier_code, k.difference_id
limit $4;

-- name: credits_of
-- What banks credited in a period, by what it is: batches, payments of citizens, what others were
-- paid, and what nobody knows yet.
select s.standing, count(*) as rows, sum(l.amount_dong)::bigint as amount_dong
from bank_line l
join bank_line_standing s on s.center_id = $1 and s.line_id = l.line_id
where l.center_id = $1 and l.amount_dong > 0 and l.booked_on between $2 and $3
group by 1
order by 1;

-- name: debits_of
-- What banks debited in a period, by what it is: money of others, refunds, what nobody knows yet.
select s.standing, count(*) as rows, -sum(l.amount_dong)::bigint as amount_dong
from bank_line l
join bank_line_standing s on s.center_id = $1 and s.line_id = l.line_id
where l.center_id = $1 and l.amount_dong < 0 and l.booked_on between $2 and $3
group by 1
order by 1;

-- name: batches_of
-- What the post says it sent in a period, and how much of it no credit has come for.
select count(distinct r.remittance_id) as rows, coalesce(sum(l.amount_dong), 0)::bigint
        as amount_dong,
    coalesce(sum(l.amount_dong) filter (where not exists (select from credited_remittance g
        where g.center_id = $1 and g.remittance_id = r.remittance_id)), 0)::bigint
        as not_credited_dong
from remittance r
join post_line l on l.center_id = $1 and l.remittance_id = r.remittance_id
where r.center_id = $1 and r.sent_on between $2 and $3;
