-- On which days the clock of a dossier stood, so that figures, and the lists behind them, know that
-- nobody is late while the citizen is waited for.

-- Null where the clock never stood. It stood on a day if it did when that day ended. The index by
-- which lists are read holds it, some nine bytes for each time the citizen was waited for.
alter table dossier add column stood datemultirange;
alter table dossier_change add column stood datemultirange;

-- On which days the clock of a dossier stood by its steps: on each day as the last word says that
-- tells of it or of one before. A step that was taken back never happened.
create function days_stood(of_center smallint, of_dossier text) returns datemultirange
language sql stable as $$
    select range_agg(daterange(day, until))
    from (
        select day, status, min(day) over (order by place rows between 1 following
            and unbounded following) as until
        from (
            select day, status, place, takes_back,
                lead(takes_back, 1, false) over (order by place) as taken_back
            from (
                select day, status, place, undoes and coalesce(
                    from_status = lag(status) over (order by place)
                    and status = lag(from_status) over (order by place), false) as takes_back
                from (
                    select t.from_status, t.status,
                        (t.happened_at at time zone c.time_zone)::date as day,
                        coalesce(right(t.note, 7) = ' undone', false) as undoes,
                        row_number() over (order by t.recorded_at, t.happened_at, t.status) as place
                    from dossier_step t
                    join center c on c.center_id = t.center_id
                    where t.center_id = of_center and t.dossier_code = of_dossier
                ) as told
            ) as paired
        ) as judged
        where not takes_back and not taken_back
    ) as kept
    where clock_stands(status) and (until is null or day < until)
$$;

-- A step of a dossier of which the citizen was ever asked for something may say that its clock
-- stood on other days.
create function note_days_stood() returns trigger language plpgsql as $$
begin
    if exists (select from dossier_step t
            where t.center_id = new.center_id and t.dossier_code = new.dossier_code
                and clock_stands(t.status)) then
        update dossier d set stood = days_stood(new.center_id, new.dossier_code)
        where d.center_id = new.center_id and d.code = new.dossier_code;
    end if;
    return null;
end $$;

create trigger dossier_step_clock after insert on dossier_step
    for each row execute function note_days_stood();

-- As before, but for the last two: a dossier is overdue on the days after the one it was due, at
-- the earliest from its receipt, until it is resolved, and not while its clock stands.
drop function days_of_dossier(date, date, date, date, text, text, date);
create function days_of_dossier(
    received_on date, due_on date, resolved_on date, returned_on date, returned_via text,
    satisfaction text, rated_on date, stood datemultirange
) returns table (day date, figure text)
language sql immutable parallel safe as $$
    select told.day, told.figure
    from (values
        (received_on, 'received'),
        (resolved_on, case when resolved_on < due_on then 'early'
            when resolved_on > due_on then 'late' else 'on_time' end),
        (returned_on, 'returned_' || coalesce(returned_via, 'counter')),
        (rated_on, satisfaction)
    ) as told (day, figure)
    where told.day is not null
    union all
    select changed.day, changed.figure
    from unnest(
        case when due_on is not null then
            datemultirange(daterange(greatest(received_on, due_on + 1), case
                when resolved_on is not null then greatest(received_on, due_on + 1, resolved_on)
            end)) - coalesce(stood, '{}')
        end
    ) as overdue
    cross join lateral (values (lower(overdue), 'became_overdue'),
        (upper(overdue), 'overdue_ended')) as changed (day, figure)
    where changed.day is not null
$$;

create or replace function note_dossier_change() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' and old.received_on is not null then
        insert into dossier_change (center_id, weight, department_code, procedure_code,
            received_via, received_on, due_on, resolved_on, returned_on, returned_via,
            satisfaction, rated_on, stood)
        values (old.center_id, -1, old.department_code, old.procedure_code, old.received_via,
            old.received_on, old.due_on, old.resolved_on, old.returned_on, old.returned_via,
            old.satisfaction, old.rated_on, old.stood);
    end if;
    if tg_op <> 'DELETE' and new.received_on is not null then
        insert into dossier_change (center_id, weight, department_code, procedure_code,
            received_via, received_on, due_on, resolved_on, returned_on, returned_via,
            satisfaction, rated_on, stood)
        values (new.center_id, 1, new.department_code, new.procedure_code, new.received_via,
            new.received_on, new.due_on, new.resolved_on, new.returned_on, new.returned_via,
            new.satisfaction, new.rated_on, new.stood);
    end if;
    return null;
end $$;

drop trigger dossier_counts_otherwise on dossier;
create trigger dossier_counts_otherwise after update on dossier
    for each row
    when (old.department_code is distinct from new.department_code
        or old.procedure_code is distinct from new.procedure_code
        or old.received_via is distinct from new.received_via
        or old.received_on is distinct from new.received_on
        or old.due_on is distinct from new.due_on
        or old.resolved_on is distinct from new.resolved_on
        or old.returned_on is distinct from new.returned_on
        or old.returned_via is distinct from new.returned_via
        or old.satisfaction is distinct from new.satisfaction
        or old.rated_on is distinct from new.rated_on
        or old.stood is distinct from new.stood)
    execute function note_dossier_change();

-- What is known of the dossiers that are there already; the trigger tells the figures.
update dossier d set stood = days_stood(d.center_id, d.code)
from (select distinct center_id, dossier_code from dossier_step where clock_stands(status)) s
where d.center_id = s.center_id and d.code = s.dossier_code;

drop index dossier_received;
create index dossier_received on dossier (center_id, received_on, code)
    include (department_code, received_via, due_on, resolved_on, returned_on, returned_via,
        satisfaction, rated_on, stood, filer_name_fold);
