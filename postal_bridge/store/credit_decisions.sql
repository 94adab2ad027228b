-- name: add_decision
-- Write down what a person decided about credits.
insert into credit_decision (center_id, decision_id, at, login, action, reason, group_id, line_ids,
    remittance_ids)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: turned_down
-- Batches and credits of which a person said that they do not belong together.
select distinct r.remittance_id, l.line_id
from credit_decision d
cross join lateral unnest(d.line_ids) as l (line_id)
cross join lateral unnest(d.remittance_ids) as r (remittance_id)
where d.center_id = $1 and d.action in ('rejected', 'undone');

-- name: decisions_of_line
-- What people decided about a credit, in order, with the names of the batches.
select d.decision_id, d.at, d.login, d.action, d.reason, d.group_id, d.line_ids,
    array(select r.batch from remittance r
        where r.center_id = $1 and r.remittance_id = any(d.remittance_ids)
        order by r.batch) as batches
from credit_decision d
where d.center_id = $1 and d.line_ids @> array[$2::bigint]
order by d.at, d.action, d.decision_id
limit $3;

-- name: forget_rows
-- Take away what was proposed for credits and batches that belong together now.
delete from credit_proposal
where center_id = $1 and (line_id = any($2::bigint[]) or remittance_id = any($3::uuid[]));

-- name: forget_pair
-- Take away the proposal of a batch for a credit.
delete from credit_proposal
where center_id = $1 and line_id = $2 and remittance_id = $3;

-- name: take_lines_out
-- Take the credits out of a group; return them.
delete from credited_line where center_id = $1 and group_id = $2
returning line_id;

-- name: take_remittances_out
-- Take the batches out of a group; return them.
delete from credited_remittance where center_id = $1 and group_id = $2
returning remittance_id;

-- name: credit_told
-- One credit with what explains it.
select l.line_id, l.account, l.booked_on, l.amount_dong, l.batch, l.bank_reference,
    l.dossier_code, l.narration, s.group_id, s.standing, s.refund_id, c.dossier_code as paid_for
from bank_line l
join bank_line_standing s on s.center_id = $1 and s.line_id = l.line_id
left join collection c on c.center_id = $1 and c.collection_id = s.collection_id
where l.center_id = $1 and l.line_id = $2 and l.amount_dong <> 0;

-- name: group_told
-- One group: the rule that found it, when, what it comes to, and whether it was undone.
select g.group_id, g.rule, g.matched_at, g.remitted_dong, g.credited_dong,
    exists (select from credit_decision d
        where d.center_id = $1 and d.group_id = g.group_id and d.action = 'undone') as undone
from credit_group g
where g.center_id = $1 and g.group_id = $2;

-- name: batches_told
-- Given batches, with what proposes each for a credit.
select r.remittance_id, r.batch, r.office_code, r.account, r.sent_on, r.declared_dong,
    (select sum(l.amount_dong) from post_line l
        where l.center_id = $1 and l.remittance_id = r.remittance_id)::bigint as amount_dong,
    p.rule, p.score
from remittance r
left join credit_proposal p
    on p.center_id = $1 and p.remittance_id = r.remittance_id and p.line_id = $3
where r.center_id = $1 and r.remittance_id = any($2::uuid[])
order by p.score desc nulls last, r.sent_on, r.batch, r.remittance_id;

-- name: credits_told
-- Given credits.
select line_id, account, booked_on, amount_dong, batch, bank_reference
from bank_line
where center_id = $1 and line_id = any($2::bigint[])
order by booked_on, line_id;

-- name: batches_beside
-- The batches of a group, or those that are proposed for a credit that is in none.
select remittance_id from credited_remittance where center_id = $1 and group_id = $3
union
select remittance_id from credit_proposal where center_id = $1 and line_id = $2;

-- name: credits_beside
-- The credits of a group, or those for which a batch is proposed that is proposed for a credit.
select line_id from credited_line where center_id = $1 and group_id = $3
union
select b.line_id
from credit_proposal a
join credit_proposal b on b.center_id = $1 and b.remittance_id = a.remittance_id
where a.center_id = $1 and a.line_id = $2;

-- name: find_batches
-- Batches that no credit has come for, by a part of the name or by what their lines come to.
select r.remittance_id
from remittance r
cross join lateral (
    select sum(l.amount_dong) as amount_dong
    from post_line l
    where l.center_id = $1 and l.remittance_id = r.remittance_id) as own
where r.center_id = $1 and own.amount_dong is not null
    and not exists (select from credited_remittance g
        where g.center_id = $1 and g.remittance_id = r.remittance_id)
    and (strpos(lower(r.batch), lower($2)) > 0 or own.amount_dong = $3::bigint)
order by r.sent_on desc, r.remittance_id
limit $4;

-- name: find_credits
-- Credits that nothing explains, by a part of what the bank calls them or by their amount.
select l.line_id
from bank_line l
join bank_line_standing s on s.center_id = $1 and s.line_id = l.line_id
where l.center_id = $1 and l.amount_dong > 0 and s.standing = 'unknown'
    and (strpos(lower(l.bank_reference), lower($2)) > 0 or strpos(lower(l.batch), lower($2)) > 0
        or l.amount_dong = $3::bigint)
order by l.booked_on desc, l.line_id
limit $4;

-- name: undone_among
-- Which of given groups were undone.
select group_id from credit_decision
where center_id = $1 and action = 'undone' and group_id = any($2::uuid[]);
