-- name: custody_events
-- What happened to consignments and bags, as it was recorded between two moments, after a place.
select code, sequence, kind, event, state_after, office_code, happened_at, recorded_at, corrects
from custody_event
where center_id = $1 and recorded_at >= $2 and recorded_at < $3
    and (recorded_at, code, sequence) > ($2, $4, $5)
order by recorded_at, code, sequence
limit $6;

-- name: dossier_steps
-- The steps of dossiers, as they were recorded between two moments, after a place.
select dossier_code, step_id, status, office_code, happened_at, recorded_at
from dossier_step
where center_id = $1 and recorded_at >= $2 and recorded_at < $3
    and (recorded_at, step_id) > ($2, $4)
order by recorded_at, step_id
limit $5;
