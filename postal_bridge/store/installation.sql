-- name: note_fingerprint
-- Remember the fingerprint of the secret, unless one is remembered already.
insert into installation (secret_fingerprint, noted_at) values ($1, $2) on conflict do nothing;

-- name: noted_fingerprint
-- The fingerprint of the secret under which this database's values are sealed.
select secret_fingerprint from installation;
