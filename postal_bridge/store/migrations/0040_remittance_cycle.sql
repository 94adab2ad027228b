-- What a centre's own contract says of when the post sends money on, each in force until the next.
-- Before the first one the rule of the installation holds. What is taken after `cutoff` counts for
-- the next day; null where the contract names no hour.
create table remittance_cycle (
    center_id smallint not null,
    valid_from date not null,
    cycle text not null,
    working_days smallint not null,
    cutoff time,
    source text not null,
    constraint remittance_cycle_pk primary key (center_id, valid_from),
    constraint remittance_cycle_center foreign key (center_id) references center (center_id),
    constraint remittance_cycle_known check (cycle in ('daily', 'weekly', 'monthly')),
    constraint remittance_cycle_days check (working_days between 0 and 60)
);

-- Money that was taken after the hour which the contract of that day names. Of what no scan tells
-- the hour is not known, and it counts for its day.
create view collection_after_cutoff as
select c.center_id, c.collection_id
from collection c
join scan s on s.center_id = c.center_id and s.scan_id = c.scan_id
join center z on z.center_id = c.center_id
where (s.happened_at at time zone z.time_zone)::date = c.collected_on
    and (s.happened_at at time zone z.time_zone)::time > (
        select t.cutoff
        from remittance_cycle t
        where t.center_id = c.center_id and t.valid_from <= c.collected_on
        order by t.valid_from desc
        limit 1);
