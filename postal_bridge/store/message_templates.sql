-- name: wordings_in_force
-- The centre's own wordings that are in force on a day.
select distinct on (kind, language) kind, language, version, subject, body, short, zalo_template,
    zalo_facts
from message_template
where center_id = $1 and valid_from <= $2
order by kind, language, valid_from desc;

-- name: own_wordings
-- All wordings that a centre made its own.
select kind, language, version, subject, body, short, zalo_template, zalo_facts
from message_template
where center_id = $1;
