-- Which offices have to do with a thing, and with a dossier.

-- The one rule by which single things, lists and searches are shown to an office. These are views
-- and not functions, because a query of one centre is answered by one machine only when the planner
-- sees through it; asked for one thing or one dossier, each arm is found by an index.
create view consignment_office as
select s.center_id, s.code, s.dossier_code, named.office_code
from consignment s
join custody c on c.center_id = s.center_id and c.code = s.code
cross join lateral (values (s.post_office), (s.created_office), (c.origin), (c.destination),
    (c.holder), (c.offered_to)) as named (office_code)
where named.office_code is not null
union all
select s.center_id, s.code, s.dossier_code, e.office_code
from consignment s
join custody_event e on e.center_id = s.center_id and e.code = s.code;

create view dossier_office as
select t.center_id, t.dossier_code, t.office_code
from dossier_step t
union all
select o.center_id, o.dossier_code, o.office_code
from consignment_office o
where o.dossier_code is not null;
