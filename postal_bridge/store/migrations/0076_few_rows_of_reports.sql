-- Rows of which there are few and that reports look up among many: what went wrong with papers, and
-- the dossiers that were rated.

create index custody_event_mishap on custody_event (center_id, happened_at)
    include (code, sequence, event)
    where corrects is null and event in ('lost', 'damaged', 'sent_back');

create index dossier_rated on dossier (center_id, received_on, code)
    include (department_code, satisfaction, rated_on) where rated_on is not null;
