-- name: close_month
-- Keep what the summary of a month says, unless that was kept before.
insert into closed_month (center_id, month, closed_at, figures) values ($1, $2, $3, $4)
on conflict (center_id, month) do nothing
returning month;

-- name: closed_months
-- Months that are closed, the newest first, from before a month on.
select month, closed_at, figures from closed_month
where center_id = $1 and month < $2
order by month desc
limit $3;
