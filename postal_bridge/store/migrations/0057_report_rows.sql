-- Orders in which reports read rows: what the post was given on which day, who did how much when,
-- and dossiers by the day they were resolved on.
create index consignment_posted on consignment (center_id, posted_on)
    include (leg) where posted_on is not null;
create index custody_event_done on custody_event (center_id, happened_at)
    include (event, office_code, login) where corrects is null;
create index dossier_step_done on dossier_step (center_id, happened_at)
    include (status, office_code, login);
create index dossier_resolved on dossier (center_id, resolved_on, code)
    include (received_on, due_on, department_code) where resolved_on is not null;
