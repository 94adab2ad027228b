-- name: known_of
-- What we know that the portal holds of dossiers.
select dossier_code, is_held, status, asked_at
from portal_dossier
where center_id = $1 and dossier_code = any($2::text[]);

-- name: keep_known
-- Note what the portal was found to hold of dossiers, and when each is to be asked for again; what
-- was said of a dossier since it was asked for ($3) stands.
insert into portal_dossier (center_id, dossier_code, is_held, status, asked_at, ask_at)
select $1, s.dossier_code, s.is_held, s.status, $3, s.ask_at
from unnest($2::text[], $4::boolean[], $5::smallint[], $6::timestamptz[])
    as s (dossier_code, is_held, status, ask_at)
on conflict (center_id, dossier_code) do update set is_held = excluded.is_held,
    status = excluded.status, asked_at = excluded.asked_at,
    ask_at = case when portal_dossier.hinted <> '{}' then portal_dossier.ask_at
        else excluded.ask_at end;

-- name: keep_told
-- Note that the portal holds dossiers with statuses that it was just told.
insert into portal_dossier (center_id, dossier_code, is_held, status, ask_at)
select $1, s.dossier_code, true, s.status, s.ask_at
from unnest($2::text[], $3::smallint[], $4::timestamptz[]) as s (dossier_code, status, ask_at)
on conflict (center_id, dossier_code) do update set is_held = true, status = excluded.status,
    ask_at = case when portal_dossier.hinted <> '{}' then portal_dossier.ask_at
        else excluded.ask_at end;

-- name: hint
-- Note that a dossier is said to have moved, so that the portal is asked for it soon.
insert into portal_dossier (center_id, dossier_code, ask_at, hinted)
values ($1, $2, $3, array[$4::text])
on conflict (center_id, dossier_code) do update set ask_at = excluded.ask_at,
    hinted = portal_dossier.hinted || excluded.hinted;

-- name: drop_hints
-- Note that what was said of a dossier was looked into: the first so many of its hints.
update portal_dossier set hinted = hinted[$3::integer + 1:]
where center_id = $1 and dossier_code = $2;

-- name: ask_all
-- Have the portal asked soon for every dossier that it holds.
update portal_dossier set ask_at = $2 where center_id = $1 and is_held;

-- name: put_off
-- Have dossiers asked for later, as the portal could not be asked now.
update portal_dossier set ask_at = $3
where center_id = $1 and dossier_code = any($2::text[]) and ask_at < $3;

-- name: due_to_ask
-- Dossiers that the portal is to be asked for by now: those that are said to have moved first, and
-- then the longest due.
select dossier_code, hinted
from portal_dossier
where center_id = $1 and ask_at <= $2
order by hinted = '{}', ask_at, dossier_code
limit $3;

-- name: statuses_of
-- The statuses of dossiers as we hold them.
select code, status from dossier where center_id = $1 and code = any($2::text[]);

-- name: statuses_passed
-- The statuses that a dossier has been through.
select distinct status from dossier_step where center_id = $1 and dossier_code = $2;

-- name: held_of_center
-- All that a centre knows that the portal holds.
select dossier_code, status from portal_dossier where center_id = $1 and is_held;

-- name: count_sides
-- How many dossiers of those that the portal holds stand at which status with us and with it.
select coalesce(d.status, 0)::smallint as ours, coalesce(k.status, 0)::smallint as theirs,
    count(*) as dossiers
from portal_dossier k
left join dossier d on d.center_id = k.center_id and d.code = k.dossier_code
where k.center_id = $1 and k.is_held
group by 1, 2
order by 1, 2;

-- name: unlike
-- Dossiers of which the portal holds another status than we do, by code, from the one after a code.
select k.dossier_code, d.status as ours, k.status as theirs, k.asked_at,
    exists (
        select from portal_telling n
        where n.center_id = $1 and n.dossier_code = k.dossier_code
            and n.state in ('waiting', 'telling', 'refused')) as is_waiting
from portal_dossier k
left join dossier d on d.center_id = k.center_id and d.code = k.dossier_code
where k.center_id = $1 and k.is_held and d.status is distinct from k.status
    and k.dossier_code > $2
order by k.dossier_code
limit $3;

-- name: add_finding
-- Note what cannot be taken over by itself; where the same is open already, its reason is kept.
insert into portal_finding (center_id, finding_id, dossier_code, kind, ours, theirs, refusal,
    found_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (center_id, dossier_code, kind, theirs) where settled_at is null
    do update set refusal = excluded.refusal
returning xmax = 0 as is_new;

-- name: close_findings
-- Close what was found of a dossier of some kinds and is so no more, in the name of the portal.
update portal_finding set settled_at = $4, settled_by = $5, reason = $6
where center_id = $1 and dossier_code = $2 and kind = any($3::text[]) and settled_at is null;

-- name: open_finding
-- A finding that is open.
select finding_id, dossier_code, kind, ours, theirs, refusal, found_at
from portal_finding
where center_id = $1 and finding_id = $2 and settled_at is null;

-- name: ask_soon
-- Have the portal asked soon for a dossier.
insert into portal_dossier (center_id, dossier_code, ask_at) values ($1, $2, $3)
on conflict (center_id, dossier_code) do update set ask_at = excluded.ask_at;

-- name: procedures_named
-- Procedures that the portal means by a code: that one, or the national one before an agency's own.
select code from procedure
where center_id = $1 and (code = $2 or starts_with(code, $2 || '.'))
    and not (code <> $2 and exists (select from procedure p where p.center_id = $1 and p.code = $2))
order by code
limit 2;

-- name: departments_named
-- Offices that handle dossiers and are meant by a name or a code.
select code from office
where center_id = $1 and kind <> 'post' and $2 in (name, code)
order by code
limit 2;

-- name: note_registered
-- Note that a dossier that began at the portal is registered here.
insert into portal_dossier (center_id, dossier_code, registered_at) values ($1, $2, $3)
on conflict (center_id, dossier_code) do update set registered_at = excluded.registered_at;

-- name: registered_before
-- Dossiers that began at the portal, the latest registered first, from the one before a place.
select k.dossier_code, k.registered_at, p.name as procedure_name, d.status, d.received_at
from portal_dossier k
join dossier d on d.center_id = k.center_id and d.code = k.dossier_code
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
where k.center_id = $1 and k.registered_at is not null
    and (k.registered_at, k.dossier_code) < ($2, $3)
order by k.registered_at desc, k.dossier_code desc
limit $4;

-- name: findings_after
-- Findings that are open, the oldest first, from the one after a place in the list.
select finding_id, dossier_code, kind, ours, theirs, refusal, found_at
from portal_finding
where center_id = $1 and settled_at is null and (found_at, finding_id) > ($2, $3)
order by found_at, finding_id
limit $4;

-- name: count_findings
-- How many findings are open.
select count(*) from portal_finding where center_id = $1 and settled_at is null;

-- name: settle_finding
-- Note what a person said became of a finding.
update portal_finding set settled_at = $3, settled_by = $4, reason = $5
where center_id = $1 and finding_id = $2 and settled_at is null
returning finding_id, dossier_code, kind, ours, theirs, refusal, found_at;
