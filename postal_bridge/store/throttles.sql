-- name: count_hit
-- Counts one more hit in a window of a bucket.
insert into throttle (bucket, window_start, hits) values ($1, $2, 1)
on conflict (bucket, window_start) do update set hits = throttle.hits + 1;

-- name: hits_since
-- Lists the windows of a bucket that began after a time, oldest first.
select window_start, hits from throttle
where bucket = $1 and window_start > $2 and hits > 0
order by window_start;

-- name: take_back_hit
-- Takes one hit of a window back.
update throttle set hits = hits - 1 where bucket = $1 and window_start = $2 and hits > 0;

-- name: forgive
-- Forgets every hit of a bucket.
delete from throttle where bucket = $1;

-- name: forget_windows
-- Removes the windows that began before a time.
delete from throttle where window_start < $1;
