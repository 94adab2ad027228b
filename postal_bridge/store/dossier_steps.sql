-- name: add_step
-- Keep a step that a dossier took, and who said so.
insert into dossier_step (center_id, dossier_code, step_id, from_status, status, happened_at,
    recorded_at, login, office_code, note, due_moved_from, reason, contact)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: take_step
-- Give a dossier its new status, and the days that come with it; where its day moves, the hour of
-- that day moves along.
update dossier
set status = $3, received_at = coalesce($4, received_at), received_on = coalesce($5, received_on),
    due_on = coalesce($6, due_on),
    due_at = coalesce($7, due_at + ($6::date - due_on) * interval '1 day', due_at),
    resolved_on = coalesce($8, resolved_on), returned_on = coalesce($9, returned_on),
    returned_via = coalesce($10, returned_via), updated_at = $11
where center_id = $1 and code = $2;

-- name: last_step
-- The latest step of a dossier, and whether something came of it: papers on their way since, or
-- what the citizen said of the service.
select t.step_id, t.from_status, t.status, t.login, t.note, t.due_moved_from,
    d.rated_on is not null or exists (select from dossier_consignment v
        join consignment s on s.center_id = v.center_id and s.code = v.code
        where v.center_id = t.center_id and v.dossier_code = t.dossier_code
            and s.created_at >= t.recorded_at) as has_consequence
from dossier_step t
join dossier d on d.center_id = t.center_id and d.code = t.dossier_code
where t.center_id = $1 and t.dossier_code = $2
order by t.recorded_at desc, t.status = d.status desc
limit 1;

-- name: take_back
-- Give a dossier the status it had, and take away the days that came with the step taken back.
update dossier
set status = $3, resolved_on = case when $4 then null else resolved_on end, returned_on = null,
    returned_via = null, due_on = coalesce($6, due_on),
    due_at = coalesce(due_at + ($6::date - due_on) * interval '1 day', due_at), updated_at = $5
where center_id = $1 and code = $2;

-- name: steps_of
-- The steps a dossier took, in the order we were told of them, in which each follows from the last.
select t.from_status, t.status, t.happened_at, t.recorded_at, t.login, t.office_code,
    o.name as office_name, t.note, t.reason, t.contact, t.due_moved_from
from dossier_step t
left join office o on o.center_id = t.center_id and o.code = t.office_code
where t.center_id = $1 and t.dossier_code = $2
order by t.recorded_at, t.happened_at, t.status;
