-- name: keep_links
-- Keep the links of dossiers; made again, they are open for longer.
insert into rating_link (center_id, dossier_code, token_hash, expires_at)
select $1, told.dossier_code, told.token_hash, $4
from unnest($2::text[], $3::bytea[]) as told (dossier_code, token_hash)
order by told.dossier_code
on conflict (center_id, dossier_code) do update set expires_at = excluded.expires_at
where rating_link.expires_at < excluded.expires_at;

-- name: rated_by_link
-- What the link of a token asks about, in whichever of some centres.
select l.center_id, l.dossier_code, l.expires_at, d.returned_on, d.rated_on is not null as rated
from rating_link l
join dossier d on d.center_id = l.center_id and d.code = l.dossier_code
where l.center_id = any($1::smallint[]) and l.token_hash = $2;

-- name: add_screen
-- Add a screen, unless there is one of its name or as many as there may be.
insert into rating_screen (center_id, screen_id, name, token_hash)
select $1, $2, $3, $4
where (select count(*) from rating_screen s where s.center_id = $1) < $5
on conflict do nothing;

-- name: remove_screen
-- Remove a screen.
delete from rating_screen where center_id = $1 and screen_id = $2 returning name;

-- name: screens_of
-- The screens of a centre by their names.
select screen_id, name from rating_screen where center_id = $1 order by name;

-- name: show_on_screen
-- Have a screen ask about a dossier whose result was returned and that nobody has rated.
update rating_screen s
set dossier_code = d.code, shown_until = $4
from dossier d
where s.center_id = $1 and s.screen_id = $2 and d.center_id = $1 and d.code = $3
    and d.returned_on is not null and d.rated_on is null
returning s.name;

-- name: clear_screens
-- Have the screens that ask about a dossier ask about nothing.
update rating_screen set dossier_code = null, shown_until = null
where center_id = $1 and dossier_code = $2;

-- name: shown_on_screen
-- The screen of a token, in whichever of some centres, and what it asks about.
select s.center_id, s.dossier_code, s.shown_until, d.returned_on, d.rated_on is not null as rated
from rating_screen s
left join dossier d on d.center_id = s.center_id and d.code = s.dossier_code
where s.center_id = any($1::smallint[]) and s.token_hash = $2;
