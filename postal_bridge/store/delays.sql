-- name: carriage_of_dossier
-- When papers of a dossier came to the post and left it, between the centre and departments.
select e.happened_at, o.kind is not distinct from 'post' as with_post
from dossier_consignment s
join custody_event e on e.center_id = s.center_id and e.code = s.code
left join office o on o.center_id = e.center_id and o.code = e.holder_after
where s.center_id = $1 and s.dossier_code = $2 and s.leg in ('transfer_out', 'transfer_back')
    and e.corrects is null
    and not exists (select from custody_event x
        where x.center_id = e.center_id and x.code = e.code and x.corrects = e.sequence)
order by e.happened_at, e.sequence;
