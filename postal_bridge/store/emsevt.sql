-- name: item_events
-- What happened to consignments in a time and was not corrected, with what decides how it is told.
select e.code, e.sequence, e.event, e.to_state, e.happened_at, e.recorded_at, e.office_code,
    e.detail, c.leg, c.destination, s.post_office, o.kind as office_kind,
    giver.kind as giver_kind, taker.kind as taker_kind, next.event as next_event
from custody_event e
join custody c on c.center_id = e.center_id and c.code = e.code
join consignment s on s.center_id = e.center_id and s.code = e.code
join office o on o.center_id = e.center_id and o.code = e.office_code
left join custody_event before
    on before.center_id = $1 and before.code = e.code and before.sequence = e.sequence - 1
left join office giver on giver.center_id = $1 and giver.code = before.holder_after
left join office taker on taker.center_id = $1 and taker.code = e.detail ->> 'to_office'
left join lateral (
    select n.event from custody_event n
    where n.center_id = $1 and n.code = e.code and n.corrects is null and e.event = 'failed'
        and (n.happened_at, n.sequence) > (e.happened_at, e.sequence)
        and not exists (select from custody_event y
            where y.center_id = $1 and y.code = n.code and y.corrects = n.sequence)
    order by n.happened_at, n.sequence
    limit 1) next on true
where e.center_id = $1 and e.corrects is null
    and e.happened_at >= $2 and (e.happened_at, e.code, e.sequence) > ($2, $3, $4)
    and e.happened_at < $5
    and not exists (select from custody_event x
        where x.center_id = $1 and x.code = e.code and x.corrects = e.sequence)
order by e.happened_at, e.code, e.sequence
limit $6;
