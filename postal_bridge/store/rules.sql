-- name: rules_on
-- The rules in force on a day, each the newest of its name.
select distinct on (name) name, value
from rule
where effective_from <= $1
order by name, effective_from desc;

-- name: rule_on
-- One rule as it is in force on a day.
select value from rule
where name = $1 and effective_from <= $2
order by effective_from desc
limit 1;

-- name: values_of_rule
-- One rule with all the days from which it had another value.
select effective_from, value from rule where name = $1 order by effective_from;

-- name: calendar_days
-- The days on which offices are closed although they would be open, and the other way round.
select day, working from calendar_day;

-- name: offices_of
-- The kinds of the offices of a centre.
select code, kind from office where center_id = $1 and active;
