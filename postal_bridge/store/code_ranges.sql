-- name: code_ranges
-- The ranges the post granted to a centre, oldest first, with the next number of each.
select r.service, r.country, r.first_serial, r.last_serial, r.granted_on, r.document,
    coalesce(c.next_value, r.first_serial) as next_serial
from code_range r
left join counter c on c.center_id = r.center_id
    and c.name = 'S10 ' || r.service || ' ' || r.first_serial || ' ' || r.country
where r.center_id = $1
order by r.granted_on, r.service, r.country, r.first_serial;

-- name: add_code_range
-- Note a range the post granted; overlapping ranges are refused by a constraint.
insert into code_range (service, country, first_serial, last_serial, center_id, granted_on,
    document)
values ($1, $2, $3, $4, $5, $6, $7);

-- name: granted_to
-- The centre to which a number was granted, whichever it is.
select center_id from code_range
where service = $1 and country = $2 and $3 between first_serial and last_serial;

-- name: codes_taken
-- Those of the given codes that are in custody already.
select code from custody where center_id = $1 and code = any($2::text[]);

-- name: take_number
-- Take the next number of a series, which stays locked until the transaction ends.
insert into counter (center_id, name, next_value)
values ($1, $2, $3 + 1)
on conflict (center_id, name) do update set next_value = counter.next_value + 1
returning next_value - 1;

-- name: go_on_after
-- Leave out the numbers of a series up to one that was just taken by hand or by us.
update counter set next_value = $3 + 1 where center_id = $1 and name = $2;
