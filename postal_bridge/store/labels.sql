-- name: things_to_label
-- The things of some codes that an office may print labels for, locked as scans lock them.
select c.code, c.kind, c.leg, c.origin, c.destination, s.dossier_code, s.party_sealed,
    case when s.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = $1 and k.consignment_code = s.code order by k.dossier_code)
    end as further,
    coalesce((select due.due_dong from consignment_due due
        where due.center_id = $1 and due.code = c.code), 0) as collect_dong,
    ((select coalesce(sum(p.quantity), 0) from paper p
            where p.center_id = $1 and p.consignment_code = c.code)
        + (select coalesce(sum(p.quantity), 0) from manifest_line l
            join paper p on p.center_id = l.center_id and p.consignment_code = l.item_code
            where l.center_id = $1 and l.manifest_code = c.code and l.packed_at is not null)
    )::integer as papers
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
            where k.center_id = $1 and k.consignment_code = s.code and x.department_code = $3)
        or exists (select from custody_event e
            where e.center_id = $1 and e.code = c.code and e.office_code = $3))
order by c.kind, c.code
for update of c;

-- name: count_prints
-- Count one more print of each label and return how many there are now; older ones are void.
update custody c
set label_prints = c.label_prints + 1
where c.center_id = $1 and c.code = any($2::text[])
returning c.code, c.label_prints;
