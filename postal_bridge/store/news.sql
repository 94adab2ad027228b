-- name: tell
-- Tell who listens on a channel that these centres have news.
select pg_notify($1, told) from unnest($2::text[]) as told;
