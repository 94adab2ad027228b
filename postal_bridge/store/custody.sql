-- name: lock_things
-- Lock the things of a batch, bags before what may lie in them, so that batches cannot deadlock.
select c.code, c.kind, c.leg, c.origin, c.destination, c.state, c.holder, c.offered_to, c.bag_code,
    c.invitations, c.invited_on, c.damaged, c.label_prints, c.refusals_waiting, c.version,
    c.happened_at, c.last_hash, coalesce(s.bound, 0) = c.bound as is_fresh, s.dossier_code,
    s.post_office, s.collect_dong, s.scope,
    s.posted_on, s.reached_on,
    case when s.collect_dong > 0 then (select d.due_dong from consignment_due d
        where d.center_id = c.center_id and d.code = c.code) else 0 end as due_dong,
    case when s.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = c.center_id and k.consignment_code = c.code) end as further
from custody c
left join consignment s on s.center_id = c.center_id and s.code = c.code
where c.center_id = $1 and c.code = any($2::text[])
order by c.kind, c.code
for update of c;

-- name: lock_contents
-- Lock what lies in the given bags, one level down.
select c.code, c.kind, c.leg, c.origin, c.destination, c.state, c.holder, c.offered_to, c.bag_code,
    c.invitations, c.invited_on, c.damaged, c.label_prints, c.refusals_waiting, c.version,
    c.happened_at, c.last_hash, coalesce(s.bound, 0) = c.bound as is_fresh, s.dossier_code,
    s.post_office, s.collect_dong, s.scope,
    s.posted_on, s.reached_on,
    case when s.collect_dong > 0 then (select d.due_dong from consignment_due d
        where d.center_id = c.center_id and d.code = c.code) else 0 end as due_dong,
    case when s.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = c.center_id and k.consignment_code = c.code) end as further
from custody c
left join consignment s on s.center_id = c.center_id and s.code = c.code
where c.center_id = $1 and c.bag_code = any($2::text[])
order by c.kind, c.code
for update of c;

-- name: history_of_things
-- The whole log of the given things in the order of recording.
select code, sequence, kind, event, from_state, to_state, state_after, holder_after, happened_at,
    recorded_at, office_code, login, scan_id, corrects, detail, hash
from custody_event
where center_id = $1 and code = any($2::text[])
order by code, sequence;

-- name: things_of_scan
-- The things an earlier scan moved: the thing itself and what lay in it.
select code from custody_event where center_id = $1 and scan_id = any($2::uuid[]);

-- name: things_of_dossiers
-- The consignments of dossiers that are still on their way.
select s.dossier_code, s.code
from dossier_consignment s
join custody c on c.center_id = s.center_id and c.code = s.code
where s.center_id = $1 and s.dossier_code = any($2::text[])
    and c.state not in ('delivered', 'returned', 'lost')
order by s.dossier_code, s.code;

-- name: dossier_things_of_scans
-- The consignments that earlier scans meant, with the dossiers they belong to.
select k.scan_id, s.dossier_code, s.code
from scan k
join dossier_consignment s on s.center_id = k.center_id and s.code = k.item_code
where k.center_id = $1 and k.scan_id = any($2::uuid[]);

-- name: bags_standing_open
-- The bags each office has open: being packed, or opened and not yet counted to the end.
select c.holder, c.code
from custody c
join manifest m on m.center_id = c.center_id and m.code = c.code
where c.center_id = $1 and c.kind = 'bag' and c.holder = any($2::text[])
    and (c.state = 'packing' or (c.state = 'opened' and m.checked_at is null))
order by c.holder, c.code;

-- name: append_events
-- Append events to the log; the foreign key to the legal steps refuses what Python forgot.
insert into custody_event (center_id, code, sequence, kind, event, from_state, to_state,
    state_after, holder_after, happened_at, recorded_at, office_code, login, scan_id, corrects,
    detail, hash)
select $1, code, sequence, kind, event, from_state, to_state, state_after, holder_after,
    happened_at, recorded_at, office_code, login, scan_id, corrects, detail::jsonb, hash
from unnest($2::logged_event[]);

-- name: move_things
-- Bring the present standing of things to the end of their logs.
update custody c
set state = moved.state, holder = moved.holder, offered_to = moved.offered_to,
    bag_code = moved.bag_code, invitations = moved.invitations, invited_on = moved.invited_on,
    damaged = moved.damaged, version = moved.version, happened_at = moved.happened_at,
    last_hash = moved.last_hash
from unnest($2::moved_thing[]) as moved
where c.center_id = $1 and c.code = moved.code
    -- Said twice, for the planner would read the whole centre as long as it lacks statistics.
    and c.code = any($3::text[]);

-- name: let_refusals_wait
-- Note that scans of these things were refused which later news may still make right.
update custody set refusals_waiting = true
where center_id = $1 and code = any($2::text[]) and not refusals_waiting;

-- name: register_thing
-- Put a new thing into custody; its first event was appended just before.
insert into custody (center_id, code, kind, leg, origin, destination, state, holder, version,
    happened_at, last_hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
