-- Terms in days of the calendar, the hour after which a procedure counts for the next working day,
-- and the hour at which a term in hours ends.
alter table procedure
    add column processing_calendar_days integer
        constraint procedure_calendar_term check (processing_calendar_days >= 0);
alter table procedure add column cutoff time;
alter table dossier add column due_at timestamptz;

-- Whether the clock of a dossier stands in a status, equal to CLOCK_STANDS in
-- postal_bridge/domain/delay.py (a test compares them): the citizen is waited for, and nobody is
-- late. Queries see through it.
create function clock_stands(status smallint) returns boolean
    language sql immutable parallel safe
    return status in (5, 6);
