-- name: carriers_of
-- The carriers of a centre with how they are spoken to and how they are doing.
select c.code, c.name, c.kind, c.settings, c.secrets_sealed, c.pull_minutes, c.is_paused,
    s.cursor, s.pull_at, s.failures, s.trouble, s.said, s.heard_at
from carrier c
left join carrier_standing s on s.center_id = c.center_id and s.carrier_code = c.code
where c.center_id = $1
order by c.code;

-- name: put_carrier
-- Keep how a carrier is spoken to, in place of what was kept of it.
insert into carrier (center_id, code, name, kind, settings, secrets_sealed, pull_minutes)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (center_id, code)
do update set name = excluded.name, kind = excluded.kind, settings = excluded.settings,
    secrets_sealed = excluded.secrets_sealed, pull_minutes = excluded.pull_minutes;

-- name: pause_carrier
-- Let orders of a carrier wait, or go out again.
update carrier set is_paused = $3 where center_id = $1 and code = $2;

-- name: legs_of
-- Who carries on a leg from which day on, the newest first.
select leg, valid_from, carrier_code, source
from carrier_leg
where center_id = $1 and leg = $2
order by valid_from desc;

-- name: put_leg
-- Say who carries on a leg from a day on, in place of what was said of that day.
insert into carrier_leg (center_id, leg, valid_from, carrier_code, source)
values ($1, $2, $3, $4, $5)
on conflict (center_id, leg, valid_from)
do update set carrier_code = excluded.carrier_code, source = excluded.source;

-- name: drop_leg
-- Take away who carries on a leg from a day on.
delete from carrier_leg where center_id = $1 and leg = $2 and valid_from = $3;

-- name: carrier_of_leg
-- Who carries on a leg on a day, and how orders are named for them.
select c.code, c.kind, c.settings ->> 'named_by' as named_by
from carrier_leg l
join carrier c on c.center_id = l.center_id and c.code = l.carrier_code
where l.center_id = $1 and l.leg = $2 and l.valid_from = (
    select max(x.valid_from) from carrier_leg x
    where x.center_id = $1 and x.leg = $2 and x.valid_from <= $3);

-- name: add_standing
-- Begin to listen to a carrier.
insert into carrier_standing (center_id, carrier_code, pull_at)
values ($1, $2, $3)
on conflict do nothing;

-- name: take_pull
-- Take the turn to ask a carrier what it has to tell, for the time of a lease.
update carrier_standing set pull_at = $4, pulls = pulls + 1
where center_id = $1 and carrier_code = $2 and pull_at <= $3
returning cursor, failures, pulls;

-- name: note_heard
-- Keep how far a carrier was heard, in the name of the turn that heard it.
update carrier_standing
set cursor = $4, heard_at = $5, pull_at = $6, failures = 0, trouble = null, said = null
where center_id = $1 and carrier_code = $2 and pulls = $3;

-- name: note_unheard
-- Keep why a carrier told nothing, and when it is asked again.
update carrier_standing
set failures = failures + 1, trouble = $4, said = $5, pull_at = $6
where center_id = $1 and carrier_code = $2 and pulls = $3;

-- name: note_lag
-- Note how late a call seems by what the carrier's clock showed, and say the least of late.
insert into carrier_standing (center_id, carrier_code, pull_at, lag, lag_at)
values ($1, $2, $4, $3, $4)
on conflict (center_id, carrier_code) do update
set (lag, lag_at) = (
    select k.lag, k.lag_at
    from (values (carrier_standing.lag, carrier_standing.lag_at), ($3, $4)) as k (lag, lag_at)
    where k.lag_at > $5
    order by k.lag
    limit 1)
returning lag;
