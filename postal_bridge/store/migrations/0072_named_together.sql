-- Desks and messages name every dossier that lies in a consignment.

-- A thing as a desk shows it; `further` are the dossiers it carries beside the one it is named by.
create or replace view desk_thing as
select c.center_id, c.code, c.kind, c.leg, c.origin, c.destination, c.state, c.holder,
    c.offered_to, c.bag_code, c.damaged, c.happened_at, s.dossier_code, s.norm_on,
    p.name as procedure_name, holding.name as holder_name, taking.name as offered_to_name,
    bound.name as destination_name, e.login,
    (select count(*) from custody i
        where i.center_id = c.center_id and i.bag_code = c.code)::integer as contents,
    case when s.bundled then array(select k.dossier_code from carried_dossier k
        where k.center_id = c.center_id and k.consignment_code = c.code order by k.dossier_code)
    end as further
from custody c
left join consignment s on s.center_id = c.center_id and s.code = c.code
left join procedure p on p.center_id = s.center_id and p.code = s.procedure_code
left join office holding on holding.center_id = c.center_id and holding.code = c.holder
left join office taking on taking.center_id = c.center_id and taking.code = c.offered_to
left join office bound on bound.center_id = c.center_id and bound.code = c.destination
left join custody_event e on e.center_id = c.center_id and e.code = c.code
    and e.sequence = c.version;

-- One message may tell of several dossiers of one person; it is of the first of them.
alter table message add column beside text[] not null default '{}';
create index message_of_beside on message using gin (beside) where beside <> '{}';
