-- name: tracked_dossiers
-- The dossiers of a code in some centres, with what a citizen may come to know of them.
select d.center_id, d.code, d.status, d.received_at, d.due_on, d.due_at, d.resolved_on,
    d.returned_on, d.filer_name, d.filer_phone_sealed, d.filer_address_sealed, d.fee_dong,
    d.service_form,
    d.satisfaction is not null as rated, o.name as department_name, p.postal_eligible
from dossier d
join office o on o.center_id = d.center_id and o.code = d.department_code
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
where d.center_id = any($1::smallint[]) and d.code = $2;

-- name: tracked_consignments
-- The consignments of a code in some centres, and the dossier each carries.
select center_id, code, dossier_code, party_sealed
from consignment
where center_id = any($1::smallint[]) and code = $2;

-- name: tracked_by_carriers
-- The consignments that carriers know by a code in some centres, and the dossier each carries.
select distinct s.center_id, s.code, s.dossier_code, s.party_sealed
from carrier_order o
join consignment s on s.center_id = o.center_id and s.code = o.consignment_code
where o.center_id = any($1::smallint[]) and o.item_code is not null and upper(o.item_code) = $2;

-- name: journeys
-- The consignments of a dossier or of one code, the oldest first, with who has them.
select s.code, s.leg, d.due_dong as collect_dong, c.state, c.holder, o.name as holder_name,
    c.happened_at, s.part_of,
    array(select v.dossier_code from dossier_consignment v
        where v.center_id = $1 and v.code = s.code
        order by v.dossier_code <> s.dossier_code, v.dossier_code) as dossier_codes
from consignment s
join consignment_due d on d.center_id = s.center_id and d.code = s.code
join custody c on c.center_id = s.center_id and c.code = s.code
left join office o on o.center_id = c.center_id and o.code = c.holder
where s.center_id = $1
    and s.code = any(array(select v.code from dossier_consignment v
        where v.center_id = $1 and v.dossier_code = $2) || $3::text)
order by s.created_at, s.code;

-- name: journey_events
-- What happened to some consignments and was not taken back, in the order it happened.
select e.code, e.event, e.happened_at, o.name as office_name
from custody_event e
left join office o on o.center_id = e.center_id and o.code = e.office_code
where e.center_id = $1 and e.code = any($2::text[]) and e.event = any($3::text[])
    and not exists (select from custody_event x
        where x.center_id = $1 and x.code = e.code and x.corrects = e.sequence)
order by e.happened_at, e.code, e.sequence;

-- name: together_with
-- The dossiers that a citizen filed together with one, and those that lie with it in what comes
-- from them or goes to them.
select t.code
from dossier d
join dossier t on t.center_id = d.center_id and t.bundle_id = d.bundle_id and t.code <> d.code
where d.center_id = $1 and d.code = $2
union
select o.dossier_code
from dossier_consignment v
join dossier_consignment o on o.center_id = v.center_id and o.code = v.code
where v.center_id = $1 and v.dossier_code = $2 and v.leg in ('inbound', 'outbound')
    and o.dossier_code <> $2
order by 1;
