-- name: opt_out
-- Note that the owners of addresses want no messages.
insert into opt_out (center_id, address_index, opted_out_at, opted_out_by)
select $1, address_index, $3, $4 from unnest($2::bytea[]) as address_index
on conflict (center_id, address_index) do nothing;

-- name: opt_in
-- Note that the owners of addresses want messages again.
delete from opt_out where center_id = $1 and address_index = any($2::bytea[])
returning address_index;

-- name: opted_out_of
-- Which of some addresses are opted out.
select address_index from opt_out where center_id = $1 and address_index = any($2::bytea[]);

-- name: count_opt_outs
-- How many addresses are opted out.
select count(*) from opt_out where center_id = $1;
