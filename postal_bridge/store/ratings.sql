-- name: rate_dossier
-- Keep the rating of a dossier whose result was returned and that has none yet.
update dossier
set satisfaction = $3, rated_on = $4, updated_at = $5
where center_id = $1 and code = $2 and satisfaction is null and returned_on is not null
returning code;

-- name: add_word
-- Keep what was written beside a rating.
insert into rating_word (center_id, dossier_code, word_sealed, written_at)
values ($1, $2, $3, $4);

-- name: words_before
-- What was written beside ratings before a place, the newest first.
select w.dossier_code, w.word_sealed, w.written_at, d.satisfaction, o.name as department_name
from rating_word w
join dossier d on d.center_id = w.center_id and d.code = w.dossier_code
join office o on o.center_id = d.center_id and o.code = d.department_code
where w.center_id = $1 and (w.written_at, w.dossier_code) < ($2, $3)
order by w.written_at desc, w.dossier_code desc
limit $4;
