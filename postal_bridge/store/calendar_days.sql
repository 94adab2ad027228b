-- name: days_of_year
-- Lists what is kept of the days of a year.
select day, working, name, source from calendar_day
where day >= make_date($1, 1, 1) and day < make_date($1 + 1, 1, 1)
order by day;

-- name: put_day
-- Keeps a day off or a working day at a weekend, in place of what was known of that day.
insert into calendar_day (day, working, name, source) values ($1, $2, $3, $4)
on conflict (day) do update
set working = excluded.working, name = excluded.name, source = excluded.source;

-- name: remove_day
-- Makes a day an ordinary one again.
delete from calendar_day where day = $1 returning name;
