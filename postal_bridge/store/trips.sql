-- name: trips_of
-- The trips of a centre by the hour at which they leave.
select trip_id, leaves_at, to_office from trip
where center_id = $1
order by leaves_at, to_office nulls first;

-- name: add_trip
-- Add a trip, unless there is one to the same office at the same hour, or as many as there may be.
insert into trip (center_id, trip_id, leaves_at, to_office)
select $1, $2, $3, $4
where (select count(*) from trip t where t.center_id = $1) < $5
on conflict do nothing;

-- name: remove_trip
-- Remove a trip.
delete from trip where center_id = $1 and trip_id = $2
returning trip_id, leaves_at, to_office;
