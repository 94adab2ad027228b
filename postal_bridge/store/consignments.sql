-- name: add_consignment
-- Write the posting slip of a consignment that was just put into custody.
insert into consignment (center_id, code, leg, dossier_code, procedure_code, post_office,
    party_sealed, phone_index, collect_dong, scope, reference, created_at, created_by,
    created_office)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

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
-- What each side counted in a consignment, in order of time.
select position, scan_id, office_code, fate, counted, counted_at
from paper_count
where center_id = $1 and consignment_code = $2
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
-- Note when the post had consignments in hand, by when the norm wants them there, and when they were.
update consignment s
set posted_on = noted.posted_on, norm_on = noted.norm_on, reached_on = noted.reached_on
from unnest($2::text[], $3::date[], $4::date[], $5::date[])
    as noted (code, posted_on, norm_on, reached_on)
where s.center_id = $1 and s.code = any($2::text[]) and s.code = noted.code;

-- name: bind_dossier
-- Say which dossier a consignment carries, once it has a code.
update consignment set dossier_code = $3
where center_id = $1 and code = $2 and (dossier_code is null or dossier_code = $3);

-- name: consignment_by_code
-- One consignment as an office may see it; no row when it may not.
select s.code, s.leg, s.dossier_code, s.procedure_code, s.post_office, s.party_sealed,
    s.collect_dong, s.scope, s.reference, s.posted_on, s.norm_on, s.reached_on, s.created_at,
    s.created_by, s.created_office, c.origin, c.destination, c.state, c.holder, c.offered_to,
    c.bag_code, c.invitations, c.invited_on, c.damaged, c.label_prints, c.version, c.happened_at
from consignment s
join custody c on c.center_id = s.center_id and c.code = s.code
left join dossier d on d.center_id = s.center_id and d.code = s.dossier_code
where s.center_id = $1 and s.code = $2
    and ($3::text is null
        or $3 in (c.origin, c.destination, c.holder, c.offered_to, s.post_office,
            s.created_office, d.department_code)
        or exists (select from custody_event e
            where e.center_id = s.center_id and e.code = s.code and e.office_code = $3));

-- name: list_consignments
-- Consignments an office has to do with, by code.
select s.code, s.leg, s.dossier_code, s.procedure_code, s.post_office, s.party_sealed,
    s.collect_dong, s.scope, s.reference, s.posted_on, s.norm_on, s.reached_on, s.created_at,
    s.created_by, s.created_office, c.origin, c.destination, c.state, c.holder, c.offered_to,
    c.bag_code, c.invitations, c.invited_on, c.damaged, c.label_prints, c.version, c.happened_at
from consignment s
join custody c on c.center_id = s.center_id and c.code = s.code
left join dossier d on d.center_id = s.center_id and d.code = s.dossier_code
where s.center_id = $1
    and ($2::text is null
        or $2 in (c.origin, c.destination, c.holder, c.offered_to, s.post_office,
            s.created_office, d.department_code))
    and ($3::text is null or c.state = $3)
    and ($4::text is null or s.leg = $4)
    and ($5::text is null or c.holder = $5)
    and ($6::text is null or s.dossier_code = $6)
    and s.code > $7
order by s.code
limit $8;

-- name: print_labels
-- Count one more print of each label and return how many there are now; older ones are void.
update custody c
set label_prints = c.label_prints + 1
where c.center_id = $1 and c.code = any($2::text[])
returning c.code, c.label_prints;

-- name: take_number
-- Take the next number of a series, which stays locked until the transaction ends.
insert into counter (center_id, name, next_value)
values ($1, $2, $3 + 1)
on conflict (center_id, name) do update set next_value = counter.next_value + 1
returning next_value - 1;

-- name: code_ranges
-- The ranges the post granted to a centre, oldest first.
select service, country, first_serial, last_serial, granted_on, document
from code_range
where center_id = $1
order by granted_on, service, first_serial;

-- name: add_code_range
-- Note a range the post granted; overlapping ranges are refused by a constraint.
insert into code_range (service, country, first_serial, last_serial, center_id, granted_on, document)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: code_taken
-- Whether a code is in custody already.
select exists (select from custody where center_id = $1 and code = $2);
