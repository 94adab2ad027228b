-- name: open_differences_of_lines
-- Open a difference for each line that did not fit and has none of its class.
insert into money_difference (center_id, difference_id, class, line_id, collection_id,
    dossier_code, department_code, office_code, amount_dong, day, opened_at, run_id)
select $1, gen_random_uuid(), m.class, m.line_id, coalesce(m.collection_id, m.about),
    coalesce(c.dossier_code, l.dossier_code), d.department_code, r.office_code,
    case m.class
        when 'short' then c.amount_dong - m.covered_dong
        when 'over' then l.amount_dong - m.covered_dong
        else l.amount_dong
    end, l.day, $2, $3
from line_match m
join post_line l on l.center_id = $1 and l.line_id = m.line_id
join remittance r on r.center_id = $1 and r.remittance_id = l.remittance_id
left join lateral (select p.dossier_code, p.amount_dong from post_collection p
    where p.center_id = $1 and p.collection_id = coalesce(m.collection_id, m.about)
    offset 0) as c on true
left join dossier d on d.center_id = $1 and d.code = coalesce(c.dossier_code, l.dossier_code)
where m.center_id = $1 and m.class <> 'matched' and m.share = 0
    and not exists (select from money_difference k
        where k.center_id = $1 and k.class = m.class and k.line_id = m.line_id)
order by m.line_id
on conflict do nothing;

-- name: open_differences_of_collections
-- Open a difference for each collection of a period for which no line has come, and for each of
-- which the line was given back.
insert into money_difference (center_id, difference_id, class, collection_id, dossier_code,
    department_code, office_code, amount_dong, day, opened_at, run_id)
select $1, gen_random_uuid(), 'missing', c.collection_id, c.dossier_code,
    (select d.department_code from dossier d where d.center_id = $1 and d.code = c.dossier_code),
    c.office_code, c.amount_dong, c.collected_on, $2, $3
from post_collection c
where c.center_id = $1 and (c.counts_on between $4 and $5 or c.collection_id = any($6::uuid[]))
    and not exists (select from collection r
        where r.center_id = $1 and r.reverses = c.collection_id)
    and not exists (select from line_match m
        where m.center_id = $1 and m.collection_id = c.collection_id)
    and not exists (select from settled_collection t
        where t.center_id = $1 and t.collection_id = c.collection_id)
    and not exists (select from money_difference k
        where k.center_id = $1 and k.class = 'missing' and k.collection_id = c.collection_id)
order by c.collected_on, c.collection_id
on conflict do nothing;

-- name: let_vanish
-- Close differences that later lines, or money given back, have settled; return them.
update money_difference k
set state = 'vanished', version = k.version + 1
where k.center_id = $1 and k.state in ('open', 'proposed', 'carried')
    and case
        when k.class = 'missing' then
            exists (select from line_match m
                where m.center_id = $1 and m.collection_id = k.collection_id)
            or exists (select from collection r
                where r.center_id = $1 and r.reverses = k.collection_id)
            or exists (select from settled_collection t
                where t.center_id = $1 and t.collection_id = k.collection_id)
        else not exists (select from line_match m
            where m.center_id = $1 and m.line_id = k.line_id and m.class = k.class
                and (m.collection_id is null or m.collection_id = k.collection_id))
    end
returning k.difference_id, k.version;

-- name: let_fall
-- Let decisions fall that were made beside a match or a collection that is none any more; return
-- them, and whether money moved by them that no match has moved.
update money_difference k
set state = 'vanished', version = k.version + 1
where k.center_id = $1 and k.state = 'resolved'
    and case
        when k.class = 'missing' then
            exists (select from settled_collection t
                where t.center_id = $1 and t.collection_id = k.collection_id
                    and t.difference_id = k.difference_id)
            and exists (select from collection r
                where r.center_id = $1 and r.reverses = k.collection_id)
        when k.class = 'wrong_beneficiary' then
            not exists (select from line_match m
                where m.center_id = $1 and m.line_id = k.line_id and m.rule = 'by_hand'
                    and m.collection_id = k.collection_id)
        else k.class in ('short', 'over', 'late', 'kind_mismatch')
            and not exists (select from line_match m
                where m.center_id = $1 and m.line_id = k.line_id and m.class = k.class
                    and m.collection_id = k.collection_id)
    end
returning k.difference_id, k.version, k.class <> 'wrong_beneficiary' as is_moved;

-- name: open_again
-- Open differences again that had vanished, or whose match fell, and are there once more.
update money_difference k
set state = 'open', version = k.version + 1
where k.center_id = $1 and (k.state = 'vanished'
        or (k.state = 'resolved' and k.class in ('duplicate', 'unknown', 'refunded_after')))
    and case
        when k.class = 'missing' then
            not exists (select from line_match m
                where m.center_id = $1 and m.collection_id = k.collection_id)
            and not exists (select from collection r
                where r.center_id = $1 and r.reverses = k.collection_id)
            and not exists (select from settled_collection t
                where t.center_id = $1 and t.collection_id = k.collection_id)
        else exists (select from line_match m
            where m.center_id = $1 and m.line_id = k.line_id and m.class = k.class
            and m.rule <> 'by_hand')
    end
returning k.difference_id, k.version;

-- name: tell_anew
-- Let differences of lines that were opened again tell what their lines are beside now.
update money_difference k
set collection_id = coalesce(m.collection_id, m.about),
    dossier_code = coalesce(c.dossier_code, l.dossier_code), department_code = d.department_code,
    amount_dong = case m.class
        when 'short' then c.amount_dong - m.covered_dong
        when 'over' then l.amount_dong - m.covered_dong
        else l.amount_dong
    end
from line_match m
join post_line l on l.center_id = $1 and l.line_id = m.line_id
left join post_collection c
    on c.center_id = $1 and c.collection_id = coalesce(m.collection_id, m.about)
left join dossier d on d.center_id = $1 and d.code = coalesce(c.dossier_code, l.dossier_code)
where k.center_id = $1 and k.difference_id = any($2::uuid[]) and m.center_id = $1
    and m.line_id = k.line_id and m.class = k.class and m.share = 0;

-- name: add_steps
-- Write down what happened to differences.
insert into money_difference_step (center_id, difference_id, step, at, login, action, detail)
select $1, difference_id, step, $2, $3, $4, '{}'
from unnest($5::uuid[], $6::integer[]) as done (difference_id, step);
