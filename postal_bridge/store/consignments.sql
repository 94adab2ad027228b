-- name: add_consignment
-- Write the posting slip of a thing just put into custody, unless its reference is taken.
insert into consignment (center_id, code, leg, dossier_code, procedure_code, post_office,
    party_sealed, phone_index, collect_dong, scope, reference, created_at, created_by,
    created_office, part_of)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict (center_id, reference) do nothing;

-- name: add_papers
-- List the papers inside.
insert into paper (center_id, consignment_code, position, name, form, quantity, to_withdraw)
select $1, $2, position, name, form, quantity, to_withdraw
from unnest($3::smallint[], $4::text[], $5::text[], $6::smallint[], $7::boolean[])
    as listed (position, name, form, quantity, to_withdraw);

-- name: papers_of
-- The papers of the given consignments.
select consignment_code, position, name, form, quantity, to_withdraw
from paper
where center_id = $1 and consignment_code = any($2::text[])
order by consignment_code, position;

-- name: paper_counts_of
-- What each side counted in a consignment with scans that stand, in order of time.
select position, scan_id, office_code, fate, counted, counted_at
from paper_count n
where n.center_id = $1 and n.consignment_code = $2
    and not exists (select from custody_event e
        join custody_event x on x.center_id = $1 and x.code = $2 and x.corrects = e.sequence
        where e.center_id = $1 and e.code = $2 and e.scan_id = n.scan_id)
order by counted_at, position, fate;

-- name: count_papers
-- Keep what a scan says was counted, returned or withdrawn.
insert into paper_count (center_id, consignment_code, position, scan_id, office_code, fate,
    counted, counted_at)
select $1, consignment_code, position, scan_id, office_code, fate, counted, counted_at
from unnest($2::text[], $3::smallint[], $4::uuid[], $5::text[], $6::text[], $7::smallint[],
    $8::timestamptz[])
    as counted_paper (consignment_code, position, scan_id, office_code, fate, counted, counted_at);

-- name: mark_carriage
-- Note when the post got consignments, by when the norm wants them there, and when they were.
update consignment s
set posted_on = noted.posted_on, norm_on = noted.norm_on, reached_on = noted.reached_on
from unnest($2::text[], $3::date[], $4::date[], $5::date[])
    as noted (code, posted_on, norm_on, reached_on)
where s.center_id = $1 and s.code = any($2::text[]) and s.code = noted.code;

-- name: bind_dossier
-- Say which dossier a consignment carries, once it has a code, and of which procedure it is.
update consignment
set dossier_code = $3, procedure_code = coalesce(procedure_code, $4), bound = bound + 1
where center_id = $1 and code = $2 and (dossier_code is null or dossier_code = $3);

-- name: consignment_by_code
-- One consignment as an office may see it; no row when it may not.
select s.code, s.leg, s.dossier_code, s.procedure_code, s.post_office, s.party_sealed,
    s.collect_dong, due.due_dong, s.scope, s.reference, s.posted_on, s.norm_on, s.reached_on,
    s.created_at, s.created_by, s.created_office, s.part_of,
    case when s.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = $1 and k.consignment_code = s.code order by k.dossier_code)
    end as further,
    c.origin, c.destination, c.state, c.holder,
    c.offered_to, c.bag_code, c.invitations, c.invited_on, c.damaged, c.label_prints, c.version,
    c.happened_at,
    p.name as procedure_name, d.department_code
from consignment s
join consignment_due due on due.center_id = s.center_id and due.code = s.code
join custody c on c.center_id = s.center_id and c.code = s.code
left join dossier d on d.center_id = s.center_id and d.code = s.dossier_code
left join procedure p on p.center_id = s.center_id and p.code = s.procedure_code
where s.center_id = $1 and s.code = $2
    and ($3::text is null
        or d.department_code = $3
        or s.bundled and exists (select from carried_dossier k
            join dossier x on x.center_id = k.center_id and x.code = k.dossier_code
            where k.center_id = $1 and k.consignment_code = s.code and x.department_code = $3)
        or exists (select from consignment_office x
            where x.center_id = $1 and x.code = s.code and x.office_code = $3));

-- name: list_consignments
-- Consignments an office has to do with, by code.
select s.code, s.leg, s.dossier_code, s.procedure_code, s.post_office, s.party_sealed,
    s.collect_dong, due.due_dong, s.scope, s.reference, s.posted_on, s.norm_on, s.reached_on,
    s.created_at, s.created_by, s.created_office, s.part_of,
    case when s.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = $1 and k.consignment_code = s.code order by k.dossier_code)
    end as further,
    c.origin, c.destination, c.state, c.holder,
    c.offered_to, c.bag_code, c.invitations, c.invited_on, c.damaged, c.label_prints, c.version,
    c.happened_at,
    p.name as procedure_name, d.department_code
from consignment s
join consignment_due due on due.center_id = s.center_id and due.code = s.code
join custody c on c.center_id = s.center_id and c.code = s.code
left join dossier d on d.center_id = s.center_id and d.code = s.dossier_code
left join procedure p on p.center_id = s.center_id and p.code = s.procedure_code
where s.center_id = $1
    and ($2::text is null
        or $2 in (c.origin, c.destination, c.holder, c.offered_to, s.post_office,
            s.created_office, d.department_code)
        or s.bundled and exists (select from carried_dossier k
            join dossier x on x.center_id = k.center_id and x.code = k.dossier_code
            where k.center_id = $1 and k.consignment_code = s.code and x.department_code = $2))
    and ($3::text is null or c.state = $3)
    and ($4::text is null or s.leg = $4)
    and ($5::text is null or c.holder = $5)
    and ($6::text is null or s.code = any(array(select v.code from dossier_consignment v
        where v.center_id = $1 and v.dossier_code = $6)))
    and s.code > $7
    and ($8::text[] is null or s.code = any($8))
order by s.code
limit $9;

-- name: events_of_consignment
-- What happened to a thing after a moment, in the order it happened, with the names of offices.
select e.sequence, e.event, e.state_after, e.holder_after, e.happened_at, e.recorded_at,
    e.office_code, o.name as office_name, e.login, e.scan_id, e.corrects, e.detail, e.hash,
    n.scanned_at as device_at,
    exists (select from custody_event x where x.center_id = $1 and x.code = $2
        and x.corrects = e.sequence) as corrected
from custody_event e
left join office o on o.center_id = e.center_id and o.code = e.office_code
left join scan n on n.center_id = e.center_id and n.scan_id = e.scan_id
where e.center_id = $1 and e.code = $2 and (e.happened_at, e.sequence) > ($3, $4)
order by e.happened_at, e.sequence
limit $5;

-- name: dossier_for_slip
-- A dossier that an office has to do with, for a slip to name; the post knows announced
-- ones, and those it accepted to fetch.
select d.code, d.department_code, d.procedure_code, d.filer_name, d.filer_phone_sealed,
    d.filer_address_sealed, d.filer_phone_index as phone_index
from dossier d
where d.center_id = $1 and d.code = $2
    and ($3::text is null or d.department_code = $3
        or ($4 and d.received_via = 'postal' and d.received_at is null)
        or ($4 and exists (select from carriage_request r
            where r.center_id = $1 and r.dossier_code = d.code and r.state = 'accepted'
                and r.closed_office = $3))
        or exists (select from dossier_office x
            where x.center_id = $1 and x.dossier_code = d.code and x.office_code = $3));

-- name: procedure_for_slip
-- What a slip has to know of a procedure.
select code, name, postal_eligible from procedure where center_id = $1 and code = $2;

-- name: components_of_procedure
-- The papers that go with a procedure, as its checklist has them.
select position, name, form, quantity
from procedure_component
where center_id = $1 and procedure_code = $2
order by position;

-- name: carry_further
-- Say which dossiers a consignment carries beside the one it names.
insert into carried_dossier (center_id, dossier_code, consignment_code, leg)
select $1, further.code, $2, $3
from unnest($4::text[]) as further (code)
on conflict do nothing;

-- name: mark_bundled
-- Note that a consignment carries more than the dossier it names.
update consignment set bundled = true, bound = bound + 1 where center_id = $1 and code = $2;

-- name: note_bound
-- Note with a thing that it was said what its consignment carries.
update custody set bound = bound + 1 where center_id = $1 and code = $2;

-- name: carried_by
-- The dossiers that a consignment carries, with their procedures; the one it names comes first.
select v.dossier_code, p.name as procedure_name, d.department_code
from dossier_consignment v
join dossier d on d.center_id = v.center_id and d.code = v.dossier_code
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
join consignment s on s.center_id = v.center_id and s.code = v.code
where v.center_id = $1 and v.code = $2
order by v.dossier_code <> s.dossier_code, v.dossier_code;

-- name: note_parts
-- Note with dossiers that their papers are on their way in parts, and keep others from moving them.
update dossier set in_parts = true where center_id = $1 and code = any($2::text[]);

-- name: begin_parts
-- Make a consignment the first of its parts.
update consignment set part_of = code where center_id = $1 and code = $2 and part_of is null;

-- name: parts_with
-- The parts that belong together with one of them, in the order in which they were registered.
select p.code, c.state, c.holder
from consignment p
join custody c on c.center_id = p.center_id and c.code = p.code
where p.center_id = $1 and p.part_of = $2
order by p.created_at, p.code;
