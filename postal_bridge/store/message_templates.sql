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

-- name: versions_of
-- The centre's own versions of a wording, the latest first.
select version, valid_from, subject, body, short, zalo_template, zalo_facts, kept_by
from message_template
where center_id = $1 and kind = $2 and language = $3
order by version desc;

-- name: add_version
-- Keep another version of a wording, from a day on.
insert into message_template (center_id, kind, language, version, valid_from, subject, body, short,
    zalo_template, zalo_facts, kept_at, kept_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: drop_version
-- Take away a version of a wording that no message was written with.
delete from message_template
where center_id = $1 and kind = $2 and language = $3 and version = $4;
