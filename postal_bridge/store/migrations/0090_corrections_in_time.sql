-- Corrections by when they were made: few of them, and beside custody_event_done all there is.
create index custody_event_corrected on custody_event (center_id, happened_at)
    where corrects is not null;
