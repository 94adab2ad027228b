-- name: latest_figures
-- The figures of the latest run over a period.
select figures
from reconciliation
where center_id = $1 and period_from = $2 and period_to = $3
order by started_at desc, run_id desc
limit 1;

-- name: list_runs
-- Runs before a place, the newest first.
select run_id, period_from, period_to, started_at, finished_at, login, figures
from reconciliation
where center_id = $1 and (started_at, run_id) < ($2, $3)
order by started_at desc, run_id desc
limit $4;

-- name: find_run
-- A run with its figures.
select run_id, period_from, period_to, started_at, finished_at, login, figures
from reconciliation
where center_id = $1 and run_id = $2;

-- name: run_before
-- The run over the same days that came before a given one.
select run_id, period_from, period_to, started_at, finished_at, login, figures
from reconciliation
where center_id = $1 and period_from = $2 and period_to = $3 and (started_at, run_id) < ($4, $5)
order by started_at desc, run_id desc
limit 1;

-- name: lines_of_period
-- Lines of the post's lists of a period with the class of each, after a place.
select l.line_id, l.day, l.sent_on, l.amount_dong, l.dossier_code, l.item_code, l.receipt_number,
    l.kind, l.account, l.place, r.file_id, r.batch, r.office_code, m.class, m.rule,
    m.collection_id, m.covered_dong
from post_line l
join remittance r on r.center_id = $1 and r.remittance_id = l.remittance_id
left join line_match m on m.center_id = $1 and m.line_id = l.line_id
where l.center_id = $1 and l.day between $2 and $3 and (l.day, l.line_id) > ($4, $5)
    and ($6::text is null or m.class = $6)
order by l.day, l.line_id
limit $7;
