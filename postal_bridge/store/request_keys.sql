-- name: claim_key
-- Takes a key for this request; waits for whoever is just using it, and gives nothing if it was.
insert into request_key (center_id, login, key, request_hash, status, answer, created_at)
values ($1, $2, $3, $4, 0, '', $5)
on conflict (center_id, login, key) do nothing
returning key;

-- name: kept_answer
-- Finds what was answered to the request of a key.
select request_hash, status, answer from request_key
where center_id = $1 and login = $2 and key = $3;

-- name: keep_answer
-- Keeps what is answered to the request of a key, in the transaction that carries it out.
update request_key set status = $4, answer = $5
where center_id = $1 and login = $2 and key = $3;

-- name: forget_keys
-- Removes the answers of a centre that were kept before a time.
delete from request_key where center_id = $1 and created_at < $2;
