-- name: new_steps
-- Steps recorded from a moment on that are to be told and are not noted, the earliest first; not
-- those so much older ($5) than a noted one of their dossier that they were before the account.
select t.dossier_code, t.step_id, t.from_status, t.status, t.recorded_at, t.login
from dossier_step t
join dossier d on d.center_id = t.center_id and d.code = t.dossier_code
where t.center_id = $1 and t.recorded_at >= $2
    and ($3 or d.received_via = 'postal' or d.service_form is not null
        or d.returned_via = 'postal')
    and not exists (
        select from portal_telling n
        where n.center_id = $1 and n.dossier_code = t.dossier_code
            and (n.step_id = t.step_id or n.recorded_at > t.recorded_at + $5::interval))
order by t.recorded_at, t.dossier_code
-- Steps that one dossier took at once have their order from one another, so they come together.
fetch first $4 rows with ties;

-- name: add_tellings
-- Note steps that are to be told, or need not be, behind those of their dossiers that are noted.
insert into portal_telling (center_id, dossier_code, step_id, place, from_status, status,
    recorded_at, noted_at, next_try_at, state, done_at)
select $1, s.dossier_code, s.step_id, s.place + coalesce((select max(n.place)
    from portal_telling n where n.center_id = $1 and n.dossier_code = s.dossier_code), 0),
    s.from_status, s.status, s.recorded_at, $2::timestamptz, $2::timestamptz,
    case when s.is_needed then 'waiting' else 'needless' end,
    case when not s.is_needed then $2::timestamptz end
from unnest($3::text[], $4::uuid[], $5::integer[], $6::smallint[], $7::smallint[],
    $8::timestamptz[], $9::boolean[]) as s (dossier_code, step_id, place, from_status, status,
    recorded_at, is_needed)
on conflict (center_id, dossier_code, step_id) do nothing;

-- name: drop_needless
-- Give up returns that were taken back before anybody was told.
update portal_telling n
set state = 'needless', done_at = $2
from dossier d
where n.center_id = $1 and n.state = 'waiting' and n.status = 10 and n.tries = 0
    and d.center_id = $1 and d.code = n.dossier_code and d.status <> 10;

-- name: take_tellings
-- Take what is due for the time of a lease, of each dossier the first that is not done with, but no
-- return by post while the result is on its way.
update portal_telling
set state = 'telling', tries = tries + 1, next_try_at = $3,
    in_doubt = in_doubt or state = 'telling'
where center_id = $1 and (dossier_code, step_id) in (
    select n.dossier_code, n.step_id
    from portal_telling n
    where n.center_id = $1 and n.state in ('waiting', 'telling') and n.next_try_at <= $2
        and not exists (
            select from portal_telling earlier
            where earlier.center_id = $1 and earlier.dossier_code = n.dossier_code
                and earlier.place < n.place and earlier.state in ('waiting', 'telling', 'refused'))
        and not (n.status = 10 and exists (
            select from dossier d
            join dossier_consignment v on v.center_id = d.center_id and v.dossier_code = d.code
            join custody c on c.center_id = v.center_id and c.code = v.code
            where d.center_id = $1 and d.code = n.dossier_code and d.returned_via = 'postal'
                and v.leg = 'outbound'
            having bool_or(c.state not in ('delivered', 'returned', 'lost'))
                or not bool_or(c.state = 'delivered')))
    order by n.next_try_at, n.recorded_at, n.step_id
    limit $4
    for update of n skip locked)
returning dossier_code, step_id, from_status, status, tries, failures, in_doubt;

-- name: note_sent
-- Note that tellings were taken, whichever try it was that got there.
update portal_telling n
set state = 'sent', done_at = $2, in_doubt = false, trouble = null, said = null
from unnest($3::text[], $4::uuid[]) as s (dossier_code, step_id)
where n.center_id = $1 and n.dossier_code = s.dossier_code and n.step_id = s.step_id
    and n.state in ('waiting', 'telling', 'refused');

-- name: note_not_sent
-- Note why tellings were not taken: refused, or to be tried again, perhaps after asking; where
-- nothing is said why, what was said before stands.
update portal_telling n
set state = s.state, failures = s.failures, next_try_at = s.next_try_at, in_doubt = s.in_doubt,
    trouble = coalesce(s.trouble, n.trouble),
    said = case when s.trouble is null then n.said else s.said end
from unnest($2::text[], $3::uuid[], $4::integer[], $5::text[], $6::integer[], $7::timestamptz[],
    $8::boolean[], $9::text[], $10::text[]) as s (dossier_code, step_id, tries, state, failures,
    next_try_at, in_doubt, trouble, said)
where n.center_id = $1 and n.dossier_code = s.dossier_code and n.step_id = s.step_id
    and n.state = 'telling' and n.tries = s.tries;

-- name: facts_of_tellings
-- What is told of steps and of their dossiers.
select t.step_id, t.dossier_code, t.status, t.from_status, t.happened_at, t.recorded_at, t.login,
    t.office_code, t.note, t.reason, t.due_moved_from, w.full_name as handler,
    coalesce(f.name, t.office_code) as handler_office, d.procedure_code,
    p.name as procedure_name, p.field_name, o.name as department_name, d.received_via,
    d.service_form, d.announced_at, d.received_at, d.due_on, d.due_at, d.resolved_on,
    d.returned_on, d.returned_via, d.filer_name, d.filer_phone_sealed, d.filer_email_sealed
from unnest($2::text[], $3::uuid[]) as s (dossier_code, step_id)
join dossier_step t on t.center_id = $1 and t.dossier_code = s.dossier_code
    and t.step_id = s.step_id
join dossier d on d.center_id = $1 and d.code = s.dossier_code
join procedure p on p.center_id = $1 and p.code = d.procedure_code
join office o on o.center_id = $1 and o.code = d.department_code
left join office f on f.center_id = $1 and f.code = t.office_code
left join person w on w.center_id = $1 and w.login = t.login;

-- name: fees_of_dossiers
-- What is owed to agencies for dossiers, without lines that were cancelled.
select b.dossier_code, b.name, b.kind, b.amount_dong, b.due_when
from obligation b
where b.center_id = $1 and b.dossier_code = any($2::text[]) and b.cancels is null
    and b.kind <> 'postage'
    and not exists (
        select from obligation c where c.center_id = $1 and c.cancels = b.obligation_id)
order by b.dossier_code, b.recorded_at, b.obligation_id;

-- name: steps_of_dossiers
-- The steps of dossiers that asked for supplements, each with the office that took it.
select t.dossier_code, t.step_id, t.status, t.happened_at, t.note, t.reason, t.due_moved_from,
    coalesce(f.name, t.office_code) as office_name
from dossier_step t
left join office f on f.center_id = t.center_id and f.code = t.office_code
where t.center_id = $1 and t.dossier_code = any($2::text[])
    and exists (
        select from dossier_step a
        where a.center_id = $1 and a.dossier_code = t.dossier_code and a.status = 5)
order by t.dossier_code, t.recorded_at, t.happened_at, t.status;

-- name: count_tellings
-- How many tellings of a centre are in each state, since when the first one is, and when the latest
-- was done with.
select state, count(*) as tellings, min(recorded_at) as since, max(done_at) as latest
from portal_telling
where center_id = $1
group by state;

-- name: open_tellings
-- Tellings that wait or were refused, refused ones first and then by age; from the one after a
-- place in the list ($3, $4, $5 where $2 says so).
select n.dossier_code, n.step_id, n.status, n.recorded_at, n.state, n.tries, n.next_try_at,
    n.in_doubt, n.trouble, n.said,
    exists (
        select from portal_telling earlier
        where earlier.center_id = $1 and earlier.dossier_code = n.dossier_code
            and earlier.place < n.place
            and earlier.state in ('waiting', 'telling', 'refused')) as is_behind
from portal_telling n
where n.center_id = $1 and n.state in ('waiting', 'telling', 'refused')
    and (not $2 or (n.state <> 'refused', n.recorded_at, n.step_id) > ($3, $4, $5))
order by n.state <> 'refused', n.recorded_at, n.step_id
limit $6;

-- name: try_again
-- Let a telling that waits or was refused be tried at once, or all that were refused; the portal is
-- asked first, for somebody may have put it right there.
update portal_telling
set state = 'waiting', next_try_at = $3, in_doubt = in_doubt or state = 'refused'
where center_id = $1 and case when $2::uuid is null then state = 'refused'
    else step_id = $2 and state in ('waiting', 'refused') end
returning dossier_code, step_id;

-- name: settle
-- Note what a person said became of a telling that waits or was refused; the portal's own words,
-- which may quote people, are forgotten then.
update portal_telling
set state = 'settled', done_at = $3, settled_by = $4, reason = $5, in_doubt = false, said = null
where center_id = $1 and step_id = $2 and state in ('waiting', 'refused')
returning dossier_code, status;

-- name: untold_of
-- The statuses that the portal is still to be told of dossiers.
select dossier_code, status
from portal_telling
where center_id = $1 and dossier_code = any($2::text[])
    and state in ('waiting', 'telling', 'refused');

-- name: one_telling
-- The telling of a step that is not done with.
select n.dossier_code, n.step_id, n.status, n.recorded_at, n.state, n.tries, n.next_try_at,
    n.in_doubt, n.trouble, n.said, false as is_behind
from portal_telling n
where n.center_id = $1 and n.step_id = $2 and n.state in ('waiting', 'telling', 'refused');
