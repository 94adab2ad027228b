-- name: things_of_post_office
-- Consignments that may have to do with a post office by their log or their slip, up to so many.
select found.code
from (
    -- Whoever registers, holds or gives away a thing is in its log.
    (select distinct e.code from custody_event e
    where e.center_id = $1 and e.office_code = $2
    order by e.code
    limit $3)
    union
    (select s.code from consignment s
    where s.center_id = $1 and s.post_office = $2
    limit $3)
    union
    (select c.code from custody c
    where c.center_id = $1 and c.offered_to = $2
    limit $3)
) as found
limit $3;

-- name: dossiers_of_post_office
-- Dossiers that have to do with a post office, as `dossier_office` has it, by those consignments.
(select t.dossier_code from dossier_step t
where t.center_id = $1 and t.office_code = $2
limit $4)
union
select s.dossier_code from dossier_consignment s
where s.center_id = $1 and s.code = any($3::text[])
limit $4;
