-- Dossiers of one citizen filed together, several dossiers in one consignment, and one dossier in
-- several consignments.

create table bundle (
    center_id smallint not null,
    bundle_id uuid not null,
    name text not null,
    created_at timestamptz not null,
    created_by text not null,
    created_office text not null,
    constraint bundle_pk primary key (center_id, bundle_id),
    constraint bundle_center foreign key (center_id) references center (center_id)
);

-- `in_parts` is told by the dossier, whose row every hand-over locks: papers on their way in parts
-- move it when the last of them has come.
alter table dossier add column bundle_id uuid;
alter table dossier add column in_parts boolean not null default false;
alter table dossier add constraint dossier_bundle foreign key (center_id, bundle_id)
    references bundle (center_id, bundle_id);
create index dossier_bundle_id on dossier (center_id, bundle_id) where bundle_id is not null;

-- Parts that belong together name the first of them, which names itself once there is another.
alter table consignment add column bundled boolean not null default false;
alter table consignment add column part_of text;
alter table consignment add constraint consignment_part_of foreign key (center_id, part_of)
    references consignment (center_id, code);
create index consignment_parts on consignment (center_id, part_of) where part_of is not null;

-- The dossiers that a consignment carries beside the one it names; `bundled` says there are some,
-- so that nobody looks for them elsewhere.
create table carried_dossier (
    center_id smallint not null,
    dossier_code text not null,
    consignment_code text not null,
    leg text not null,
    constraint carried_dossier_pk primary key (center_id, dossier_code, consignment_code),
    constraint carried_dossier_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code),
    constraint carried_dossier_consignment foreign key (center_id, consignment_code)
        references consignment (center_id, code)
);

create index carried_dossier_by_consignment
    on carried_dossier (center_id, consignment_code, dossier_code);

-- Which consignments carry papers of which dossiers, whether as the first or beside it.
create view dossier_consignment as
select s.center_id, s.dossier_code, s.code, s.leg
from consignment s
where s.dossier_code is not null
union all
select k.center_id, k.dossier_code, k.consignment_code, k.leg
from carried_dossier k;

create or replace view dossier_office as
select t.center_id, t.dossier_code, t.office_code
from dossier_step t
union all
select o.center_id, o.dossier_code, o.office_code
from consignment_office o
where o.dossier_code is not null
union all
select o.center_id, k.dossier_code, o.office_code
from carried_dossier k
join consignment_office o on o.center_id = k.center_id and o.code = k.consignment_code;
