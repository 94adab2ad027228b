-- Who supervises an office: settles refused scans, closes differences, counts couriers' cash.

-- Nobody is named here. Where an office names nobody, everybody there does so, as everybody did.
alter table person add column supervises boolean not null default false;

alter table person add constraint person_supervises
    check (not supervises or role in ('post', 'center', 'department'));

create index person_supervisor on person (center_id, office_code) where supervises and active;
