-- name: open_for
-- For how long the oldest of our transactions was open when this one began.
select coalesce(max(own.xact_start - other.xact_start), interval '0') as open_for
from pg_stat_activity own
join pg_stat_activity other
    on other.datid = own.datid and other.application_name = own.application_name
where own.pid = pg_backend_pid() and other.xact_start < own.xact_start;

-- name: page_of_log
-- What was recorded from a place on and before a moment, in the order of recording.
select code, sequence, recorded_at, corrects, recorded_at as at, null::integer as corrected_by
from custody_event
where center_id = $1
    -- Said twice, because the order is found by its first part alone.
    and recorded_at >= $2 and (recorded_at, code, sequence) >= ($2, $3, $4)
    and recorded_at < $5
    and ($6::text[] is null or code = any($6))
order by recorded_at, code, sequence
limit $7;

-- name: page_of_log_back
-- What was recorded from a place back and before a moment, the latest first.
select code, sequence, recorded_at, corrects, recorded_at as at, null::integer as corrected_by
from custody_event
where center_id = $1
    and recorded_at <= $2 and (recorded_at, code, sequence) <= ($2, $3, $4)
    and recorded_at < $5
    and ($6::text[] is null or code = any($6))
order by recorded_at desc, code desc, sequence desc
limit $7;

-- name: page_in_time
-- What happened from a place on and was recorded before a moment, with what corrected it.
select found.code, found.sequence, found.recorded_at, found.corrects, found.happened_at as at,
    x.sequence as corrected_by
from (
    (select e.code, e.sequence, e.recorded_at, e.corrects, e.happened_at
    from custody_event e
    where e.center_id = $1 and e.corrects is null
        and e.happened_at >= $2 and (e.happened_at, e.code, e.sequence) >= ($2, $3, $4)
        and e.recorded_at < $5
        and ($6::text[] is null or e.code = any($6))
    order by e.happened_at, e.code, e.sequence
    limit $7)
    union all
    (select e.code, e.sequence, e.recorded_at, e.corrects, e.happened_at
    from custody_event e
    where e.center_id = $1 and e.corrects is not null
        and e.happened_at >= $2 and (e.happened_at, e.code, e.sequence) >= ($2, $3, $4)
        and e.recorded_at < $5
        and ($6::text[] is null or e.code = any($6))
    order by e.happened_at, e.code, e.sequence
    limit $7)
) found
left join custody_event x
    on x.center_id = $1 and x.code = found.code and x.corrects = found.sequence
    and x.recorded_at < $5
order by found.happened_at, found.code, found.sequence
limit $7;

-- name: page_in_time_back
-- What happened from a place back and was recorded before a moment, the latest first.
select found.code, found.sequence, found.recorded_at, found.corrects, found.happened_at as at,
    x.sequence as corrected_by
from (
    (select e.code, e.sequence, e.recorded_at, e.corrects, e.happened_at
    from custody_event e
    where e.center_id = $1 and e.corrects is null
        and e.happened_at <= $2 and (e.happened_at, e.code, e.sequence) <= ($2, $3, $4)
        and e.recorded_at < $5
        and ($6::text[] is null or e.code = any($6))
    order by e.happened_at desc, e.code desc, e.sequence desc
    limit $7)
    union all
    (select e.code, e.sequence, e.recorded_at, e.corrects, e.happened_at
    from custody_event e
    where e.center_id = $1 and e.corrects is not null
        and e.happened_at <= $2 and (e.happened_at, e.code, e.sequence) <= ($2, $3, $4)
        and e.recorded_at < $5
        and ($6::text[] is null or e.code = any($6))
    order by e.happened_at desc, e.code desc, e.sequence desc
    limit $7)
) found
left join custody_event x
    on x.center_id = $1 and x.code = found.code and x.corrects = found.sequence
    and x.recorded_at < $5
order by found.happened_at desc, found.code desc, found.sequence desc
limit $7;

-- name: entries_of_log
-- Entries of the log with who held the thing before, what it is for, and the time a device told.
select e.code, e.sequence, e.kind, e.event, e.from_state, e.to_state, e.state_after,
    e.holder_after, e.happened_at, e.recorded_at, e.office_code, e.login, e.scan_id, e.corrects,
    e.detail, e.hash, before.holder_after as holder_before, s.content ->> 'scanned_at' as told_at,
    array(select d.dossier_code from dossier_consignment d
        where d.center_id = $1 and d.code = e.code order by d.dossier_code) as dossier_codes
from unnest($2::text[], $3::integer[]) as wanted (code, sequence)
join custody_event e
    on e.center_id = $1 and e.code = wanted.code and e.sequence = wanted.sequence
left join custody_event before
    on before.center_id = $1 and before.code = e.code and before.sequence = e.sequence - 1
left join scan s on s.center_id = $1 and s.scan_id = e.scan_id;
