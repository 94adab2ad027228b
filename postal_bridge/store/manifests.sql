-- name: add_manifest
-- Open a list for a bag that an office begins to pack.
insert into manifest (center_id, code, from_office, to_office, seal_number, created_at, created_by)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: expect_items
-- Write down what should be in the bag.
insert into manifest_line (center_id, manifest_code, item_code, expected)
select $1, $2, item_code, true from unnest($3::text[]) as expected (item_code)
on conflict do nothing;

-- name: mark_packed
-- Things were put into bags, listed or not; null takes one out again.
insert into manifest_line (center_id, manifest_code, item_code, expected, packed_at)
select $1, manifest_code, item_code, false, packed_at
from unnest($2::text[], $3::text[], $4::timestamptz[])
    as packed (manifest_code, item_code, packed_at)
on conflict (center_id, manifest_code, item_code) do update set packed_at = excluded.packed_at;

-- name: mark_found
-- Things were counted on opening the bag, listed or not; null takes a count back.
insert into manifest_line (center_id, manifest_code, item_code, expected, found_at)
select $1, manifest_code, item_code, false, found_at
from unnest($2::text[], $3::text[], $4::timestamptz[])
    as found (manifest_code, item_code, found_at)
on conflict (center_id, manifest_code, item_code) do update set found_at = excluded.found_at;

-- name: set_seal_number
-- Note the number of the seal that was put on.
update manifest set seal_number = $3 where center_id = $1 and code = $2;

-- name: manifest_by_code
-- One bag's list with where the bag is now.
select m.code, m.from_office, m.to_office, m.seal_number, m.created_at, m.created_by, m.checked_at,
    c.state, c.holder, c.offered_to, c.bag_code, c.version
from manifest m
join custody c on c.center_id = m.center_id and c.code = m.code
where m.center_id = $1 and m.code = $2;

-- name: manifest_of_office
-- One bag's list as an office may see it; no row when it may not.
select m.code, m.from_office, m.to_office, m.seal_number, m.created_at, m.created_by, m.checked_at,
    c.state, c.holder, c.offered_to, c.bag_code, c.version
from manifest m
join custody c on c.center_id = m.center_id and c.code = m.code
where m.center_id = $1 and m.code = $2
    and ($3::text is null
        or $3 in (m.from_office, m.to_office, c.holder, c.offered_to)
        or exists (select from custody_event e
            where e.center_id = m.center_id and e.code = m.code and e.office_code = $3));

-- name: bags_of_office
-- Those of some bags that an office may see.
select m.code
from manifest m
join custody c on c.center_id = m.center_id and c.code = m.code
where m.center_id = $1 and m.code = any($2::text[])
    and ($3 in (m.from_office, m.to_office, c.holder, c.offered_to)
        or exists (select from custody_event e
            where e.center_id = m.center_id and e.code = m.code and e.office_code = $3));

-- name: manifest_lines
-- The lines of a bag's list, with what each thing is.
select l.item_code, l.expected, l.packed_at, l.found_at, c.kind, c.leg, c.destination, c.state,
    s.dossier_code, s.procedure_code, p.name as procedure_name,
    case when s.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = $1 and k.consignment_code = l.item_code order by k.dossier_code)
    end as further,
    (select coalesce(sum(quantity), 0) from paper
        where center_id = $1 and consignment_code = l.item_code)::integer as papers
from manifest_line l
left join custody c on c.center_id = l.center_id and c.code = l.item_code
left join consignment s on s.center_id = l.center_id and s.code = l.item_code
left join procedure p on p.center_id = s.center_id and p.code = s.procedure_code
where l.center_id = $1 and l.manifest_code = $2
order by l.item_code;

-- name: list_manifests
-- Bags of a centre, or those an office sent, holds, is offered or should get; newest first.
select m.code, m.from_office, m.to_office, m.seal_number, m.created_at, m.created_by, m.checked_at,
    c.state, c.holder, c.offered_to, c.bag_code, c.version
from manifest m
join custody c on c.center_id = m.center_id and c.code = m.code
where m.center_id = $1
    and ($2::text is null or $2 in (m.from_office, m.to_office, c.holder, c.offered_to))
    and ($3::text is null or c.state = $3)
    and (m.created_at, m.code) < ($4, $5)
order by m.created_at desc, m.code desc
limit $6;

-- name: finish_check
-- The count of an opened bag is over.
update manifest set checked_at = $3
where center_id = $1 and code = $2 and checked_at is null;

-- name: codes_of_office
-- Those of the given codes that are things an office has to do with.
select c.code
from custody c
left join consignment s on s.center_id = c.center_id and s.code = c.code
left join dossier d on d.center_id = s.center_id and d.code = s.dossier_code
left join manifest m on m.center_id = c.center_id and m.code = c.code
where c.center_id = $1 and c.code = any($2::text[])
    and ($3::text is null
        or $3 in (c.origin, c.destination, c.holder, c.offered_to, s.post_office,
            s.created_office, d.department_code, m.from_office, m.to_office)
        or s.bundled and exists (select from carried_dossier k
            join dossier x on x.center_id = k.center_id and x.code = k.dossier_code
            where k.center_id = $1 and k.consignment_code = s.code and x.department_code = $3));
