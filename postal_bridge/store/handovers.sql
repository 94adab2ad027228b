-- name: signatures_of
-- Who made the scans of a hand-over, in which name and by which clocks; and the seal they saw.
select s.scan_id, s.scanned_at, s.received_at, p.full_name, p.role,
    s.content ->> 'seal_number' as seal_number
from scan s
join person p on p.login = s.login
where s.center_id = $1 and s.scan_id = any($2::uuid[]);

-- name: papers_counted
-- How many papers offices counted in consignments, each at its last count by a scan that stands,
-- the rest as listed.
with last as (
    select distinct on (consignment_code, position, office_code)
        consignment_code, position, office_code, counted
    from paper_count n
    where n.center_id = $1 and n.consignment_code = any($2::text[])
        and n.office_code = any($3::text[]) and n.fate = 'present'
        and not exists (select from custody_event e
            join custody_event x on x.center_id = $1 and x.code = e.code
                and x.corrects = e.sequence
            where e.center_id = $1 and e.code = n.consignment_code and e.scan_id = n.scan_id)
    order by consignment_code, position, office_code, counted_at desc
)
select p.consignment_code, o.office_code, sum(coalesce(l.counted, p.quantity))::integer as papers
from paper p
cross join unnest($3::text[]) as o (office_code)
left join last l on l.consignment_code = p.consignment_code and l.position = p.position
    and l.office_code = o.office_code
where p.center_id = $1 and p.consignment_code = any($2::text[])
group by p.consignment_code, o.office_code
having count(l.counted) > 0;

-- name: office_names
-- The names of offices of a centre.
select code, name from office where center_id = $1 and code = any($2::text[]);
