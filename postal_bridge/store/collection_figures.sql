-- name: collected
-- What a period collected by what a figure tells apart: whole months ($4 to before $5) from the
-- figures, with what is not in them yet; days at both ends row by row.
select subject, sum(payments)::bigint as payments, sum(amount_dong)::bigint as amount_dong
from (
    select subject, payments, amount_dong
    from collection_figures
    where center_id = $1 and figure = $6 and starts_on >= $4 and starts_on < $5
    union all
    select c.subject, c.payments, c.amount_dong
    from collection_change n
    join collection_count c on c.center_id = $1 and c.collection_id = n.collection_id
        and c.part = n.part
    where n.center_id = $1 and c.figure = $6 and c.collected_on >= $4 and c.collected_on < $5
    union all
    select subject, payments, amount_dong
    from collection_count
    where center_id = $1 and figure = $6 and collected_on >= $2 and collected_on < $4
    union all
    select subject, payments, amount_dong
    from collection_count
    where center_id = $1 and figure = $6 and collected_on >= $5 and collected_on <= $3
) as near
group by subject;

-- name: collected_dossiers
-- On how many dossiers a period's money of the post came to more than nothing: those on which it
-- collected but once are counted by months, all others are looked up.
with unfolded as materialized (
    select t.collection_id, t.dossier_code, t.collected_on, t.amount_dong
    from collection_change n
    join taken_by_post t on t.center_id = $1 and t.collection_id = n.collection_id
    where n.center_id = $1 and n.part = ''
), counted_once as materialized (
    -- What a month counts as the only one of its dossier, while another is not in the figures yet.
    select t.dossier_code, t.amount_dong
    from (select distinct dossier_code from unfolded) u
    -- Looked up one by one; without the offset all payments of the period might be read instead.
    cross join lateral (
        select c.collection_id, c.dossier_code, c.amount_dong
        from taken_by_post c
        where c.center_id = $1 and c.dossier_code = u.dossier_code
            and c.collected_on >= $4 and c.collected_on < $5
        offset 0
    ) t
    where not exists (select from unfolded n where n.collection_id = t.collection_id)
        and not exists (select from repeated_collection r
            where r.center_id = $1 and r.collection_id = t.collection_id)
), looked_up as (
    select dossier_code, amount_dong from counted_once
    union all
    select dossier_code, amount_dong from unfolded where collected_on >= $4 and collected_on < $5
    union all
    select dossier_code, amount_dong
    from repeated_collection
    where center_id = $1 and collected_on >= $4 and collected_on < $5
    union all
    select dossier_code, amount_dong
    from taken_by_post
    where center_id = $1 and collected_on >= $2 and collected_on < $4
    union all
    select dossier_code, amount_dong
    from taken_by_post
    where center_id = $1 and collected_on >= $5 and collected_on <= $3
), told as (
    select count(*) as dossiers
    from (select from looked_up group by dossier_code having sum(amount_dong) > 0) as kept
    union all
    select coalesce(sum(payments), 0)
    from collection_figures
    where center_id = $1 and figure = 'once' and starts_on >= $4 and starts_on < $5
    union all
    select -count(*) from counted_once where amount_dong > 0
)
select sum(dossiers)::bigint from told;

-- name: lock_figures
-- Let only one at a time bring collections into the figures of a centre.
insert into counter (center_id, name, next_value)
values ($1, 'collection_figures', 1)
on conflict (center_id, name) do update set next_value = counter.next_value;

-- name: fold_collections
-- Bring collections and parts into the figures, as many as are asked for, and tell how many there
-- were; whoever else does so waits.
with taken as (
    delete from collection_change
    where center_id = $1 and (collection_id, part) in (select collection_id, part
        from collection_change where center_id = $1 limit $2)
    returning collection_id, part
), of_dossiers as (
    -- All that the figures know of the dossiers on which these were collected, or know from now on.
    select t.collection_id, t.dossier_code, t.collected_on, t.amount_dong,
        f.collection_id is not null as is_new, r.collection_id is not null as is_known,
        count(*) over (partition by t.dossier_code) as times
    from (select distinct c.dossier_code from taken n
        join taken_by_post c on c.center_id = $1 and c.collection_id = n.collection_id
        where n.part = '') d
    cross join lateral (
        select collection_id, dossier_code, collected_on, amount_dong
        from taken_by_post
        where center_id = $1 and dossier_code = d.dossier_code
        offset 0
    ) t
    left join taken f on f.collection_id = t.collection_id and f.part = ''
    left join repeated_collection r on r.center_id = $1 and r.collection_id = t.collection_id
    where f.collection_id is not null or not exists (select from collection_change n
        where n.center_id = $1 and n.collection_id = t.collection_id and n.part = '')
), repeated as (
    insert into repeated_collection (center_id, collection_id, dossier_code, collected_on,
        amount_dong)
    select $1, collection_id, dossier_code, collected_on, amount_dong
    from of_dossiers
    where times > 1 and not is_known
    returning collection_id
), counted as (
    select c.figure, c.collected_on, c.subject, c.payments, c.amount_dong
    from taken n
    join collection_count c on c.center_id = $1 and c.collection_id = n.collection_id
        and c.part = n.part
    union all
    select 'once', collected_on, '', case when times = 1 then 1 else -1 end, 0
    from of_dossiers
    where amount_dong > 0 and not is_known and (times = 1) = is_new
), written as (
    insert into collection_figures (center_id, figure, starts_on, subject, payments, amount_dong)
    select $1, figure, date_trunc('month', collected_on)::date as starts_on, subject,
        sum(payments), sum(amount_dong)
    from counted
    group by figure, starts_on, subject
    on conflict (center_id, figure, starts_on, subject)
    do update set payments = collection_figures.payments + excluded.payments,
        amount_dong = collection_figures.amount_dong + excluded.amount_dong
)
select count(*) from taken;

-- name: unlike_collections
-- Months of which what stands is not what the collections themselves say, and collections that are
-- wrongly known as repeated, or as the only one of their dossier.
with told as (
    select figure, starts_on, subject, -payments as payments, -amount_dong as amount_dong
    from collection_figures
    where center_id = $1
    union all
    select figure, date_trunc('month', collected_on)::date, subject, payments, amount_dong
    from collection_count
    where center_id = $1
    union all
    select c.figure, date_trunc('month', c.collected_on)::date, c.subject, -c.payments,
        -c.amount_dong
    from collection_change n
    join collection_count c on c.center_id = $1 and c.collection_id = n.collection_id
        and c.part = n.part
    where n.center_id = $1
    union all
    select case when times = 1 then 'once' else 'repeated' end,
        date_trunc('month', collected_on)::date,
        case when times = 1 then '' else collection_id::text end, 1, 0
    from (
        select t.*, count(*) over (partition by t.dossier_code) as times
        from taken_by_post t
        where t.center_id = $1 and not exists (select from collection_change n
            where n.center_id = $1 and n.collection_id = t.collection_id and n.part = '')
    ) as folded
    where times > 1 or amount_dong > 0
    union all
    select 'repeated', date_trunc('month', collected_on)::date, collection_id::text, -1, 0
    from repeated_collection
    where center_id = $1
)
select figure, starts_on, subject, sum(payments)::bigint as payments,
    sum(amount_dong)::bigint as amount_dong
from told
group by figure, starts_on, subject
having sum(payments) <> 0 or sum(amount_dong) <> 0
order by figure, starts_on, subject
limit $2;
