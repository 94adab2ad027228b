-- The lists that an office works from, found in their order however much lies there.

-- A thing as a desk shows it: with what its slip says, the offices it has to do with by their
-- names, and who made the last scan of it.
create view desk_thing as
select c.center_id, c.code, c.kind, c.leg, c.origin, c.destination, c.state, c.holder,
    c.offered_to, c.bag_code, c.damaged, c.happened_at, s.dossier_code, s.norm_on,
    p.name as procedure_name, holding.name as holder_name, taking.name as offered_to_name,
    bound.name as destination_name, e.login,
    (select count(*) from custody i
        where i.center_id = c.center_id and i.bag_code = c.code)::integer as contents
from custody c
left join consignment s on s.center_id = c.center_id and s.code = c.code
left join procedure p on p.center_id = s.center_id and p.code = s.procedure_code
left join office holding on holding.center_id = c.center_id and holding.code = c.holder
left join office taking on taking.center_id = c.center_id and taking.code = c.offered_to
left join office bound on bound.center_id = c.center_id and bound.code = c.destination
left join custody_event e on e.center_id = c.center_id and e.code = c.code
    and e.sequence = c.version;

-- An office reads what it holds, and what it is offered, by how long it has been so.
create index custody_at_office on custody (center_id, holder, happened_at, code)
    include (state, offered_to, bag_code)
    where state not in ('delivered', 'returned', 'lost', 'opened');

-- What a post office has to do with is asked from its side where it is little.
create index custody_event_office on custody_event (center_id, office_code, code);
create index dossier_step_office on dossier_step (center_id, office_code, dossier_code);

-- The few dossiers that stand between being filed and being done, however many are done.
create index dossier_status on dossier (center_id, status, received_on, code)
    where status not in (9, 10);

-- A list of names is read in its order, without a look at the dossiers that it passes over.
create index dossier_filer on dossier (center_id, filer_name_key, code collate "C")
    include (filer_name_fold, department_code);

-- Lists over all offices of a centre.
create index manifest_newest on manifest (center_id, created_at, code);
create index scan_refused_newest on scan (center_id, received_at, scan_id)
    where outcome = 'refused';

-- The latest of a name are looked for in the order of days, by the index alone, as the summary
-- counts by it.
drop index dossier_received;
create index dossier_received on dossier (center_id, received_on, code)
    include (department_code, received_via, due_on, resolved_on, returned_on, returned_via,
        satisfaction, rated_on, filer_name_fold);
