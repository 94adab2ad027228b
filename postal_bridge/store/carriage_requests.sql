-- name: add_request
-- Keep a request, unless the same is open already.
insert into carriage_request (center_id, request_id, kind, dossier_code, consignment_code,
    contact_sealed, made_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict do nothing
returning request_id;

-- name: requests_of_subject
-- The requests for a dossier or a consignment, the newest first.
select kind, state, made_at, reason
from carriage_request
where center_id = $1 and (dossier_code = $2 or consignment_code = $3)
order by made_at desc, request_id desc
limit $4;

-- name: list_requests
-- The requests of a state after a place, the oldest first; closed ones of one office where given.
select r.request_id, r.kind, r.dossier_code, r.consignment_code, r.contact_sealed, r.made_at,
    r.state, r.closed_at, r.closed_by, o.name as closed_office_name, r.reason,
    r.carried_by, r.may_reopen
from carriage_request_told r
left join office o on o.center_id = r.center_id and o.code = r.closed_office
where r.center_id = $1 and r.state = $2
    and ($3::text is null or r.closed_office is null or r.closed_office = $3)
    and (r.made_at, r.request_id) > ($4, $5)
order by r.made_at, r.request_id
limit $6;

-- name: list_requests_backwards
-- The requests of a state before a place, the newest first; closed ones of one office where given.
select r.request_id, r.kind, r.dossier_code, r.consignment_code, r.contact_sealed, r.made_at,
    r.state, r.closed_at, r.closed_by, o.name as closed_office_name, r.reason,
    r.carried_by, r.may_reopen
from carriage_request_told r
left join office o on o.center_id = r.center_id and o.code = r.closed_office
where r.center_id = $1 and r.state = $2
    and ($3::text is null or r.closed_office is null or r.closed_office = $3)
    and (r.made_at, r.request_id) < ($4, $5)
order by r.made_at desc, r.request_id desc
limit $6;

-- name: request_by_id
-- One request; no row when it was closed by another office than the one given.
select r.request_id, r.kind, r.dossier_code, r.consignment_code, r.contact_sealed, r.made_at,
    r.state, r.closed_at, r.closed_by, o.name as closed_office_name, r.reason,
    r.carried_by, r.may_reopen
from carriage_request_told r
left join office o on o.center_id = r.center_id and o.code = r.closed_office
where r.center_id = $1 and r.request_id = $2
    and ($3::text is null or r.closed_office is null or r.closed_office = $3);

-- name: close_request
-- Close an open request: accepted, or declined with a reason.
update carriage_request
set state = $3, closed_at = $4, closed_by = $5, closed_office = $6, reason = $7
where center_id = $1 and request_id = $2 and state = 'open'
returning kind, dossier_code;

-- name: lock_service_form
-- What is asked of the post for a dossier, locked to be changed.
select service_form from dossier where center_id = $1 and code = $2 for no key update;

-- name: set_service_form
-- Note what is asked of the post for a dossier from now on.
update dossier set service_form = $3, updated_at = $4 where center_id = $1 and code = $2;

-- name: note_carried
-- Note which consignment an accepted request became, unless it became another.
update carriage_request set carried_by = $3
where center_id = $1 and request_id = $2 and state = 'accepted' and carried_by is null;

-- name: lock_request
-- Lock a request, so that those who act on it at the same moment wait for each other.
select request_id from carriage_request
where center_id = $1 and request_id = $2
for no key update;

-- name: note_form_changed
-- Note that accepting a request changed what is asked of the post for its dossier.
update carriage_request set changed_form = true where center_id = $1 and request_id = $2;

-- name: reopen_request
-- Open an answered request again, unless something came of it or the same was asked again.
update carriage_request as r
set state = 'open', closed_at = null, closed_by = null, closed_office = null, reason = null,
    changed_form = false
from (
    select t.center_id, t.request_id, t.changed_form
    from carriage_request_told t
    where t.center_id = $1 and t.request_id = $2 and t.may_reopen
) as was
where r.center_id = $1 and r.request_id = was.request_id
returning r.kind, r.dossier_code, was.changed_form;
