-- name: deliveries_of
-- What scans told of the attempts to hand a thing over that stand, in the order of the attempts.
select e.event, e.happened_at, e.office_code, e.login, e.scan_id, e.detail ->> 'reason' as reason,
    e.detail ->> 'one_time_code' as one_time_code, s.recipient_sealed,
    s.content -> 'place' as place
from custody_event e
join scan s on s.center_id = e.center_id and s.scan_id = e.scan_id
where e.center_id = $1 and e.code = $2 and e.event in ('delivered', 'failed')
    and not exists (select from custody_event x where x.center_id = $1 and x.code = $2
        and x.corrects = e.sequence)
order by e.happened_at, e.sequence
limit $3;
