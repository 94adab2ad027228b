-- name: term_of_dossier
-- The processing term of a dossier's procedure and what the dossier knows of its days, locked.
select d.status, d.received_via, d.received_at, d.resolved_on, d.returned_on, p.processing_days,
    p.processing_hours, p.processing_calendar_days, p.cutoff, d.in_parts, d.department_code
from dossier d
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
where d.center_id = $1 and d.code = $2
for update of d;

-- name: set_filed
-- The hand-over record is signed: the dossier counts as filed from now on; null takes it back.
update dossier
set received_at = $3, received_on = $4, due_on = $5, due_at = $6, status = $7, updated_at = $8
where center_id = $1 and code = $2;

-- name: set_returned
-- The citizen has the result; nulls take it back.
update dossier
set resolved_on = $3, returned_on = $4, returned_via = $5, status = $6, updated_at = $7
where center_id = $1 and code = $2;

-- name: set_status
-- The dossier took a step that changes nothing but its status.
update dossier set status = $3, updated_at = $4 where center_id = $1 and code = $2;

-- name: add_step
-- Keep the step a dossier took.
insert into dossier_step (center_id, dossier_code, step_id, from_status, status, happened_at,
    recorded_at, login, office_code, note)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: parts_of
-- How many of the parts to which a consignment belongs have not come, and when the last one did.
select count(*) filter (where c.state <> 'delivered')::integer as coming,
    max(c.happened_at) filter (where c.state = 'delivered') as last_at
from consignment s
join consignment p on p.center_id = s.center_id and p.part_of = s.part_of
join custody c on c.center_id = p.center_id and c.code = p.code
where s.center_id = $1 and s.code = $2;
