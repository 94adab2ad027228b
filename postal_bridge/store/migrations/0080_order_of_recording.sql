-- The order in which the log is read by others: that of recording. What is recorded together bears
-- one moment, so that the index stays small.
create index custody_event_recorded on custody_event (center_id, recorded_at);
