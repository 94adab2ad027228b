-- A step by which the clock goes on moves the due day; this is the day it was moved from, by which
-- taking the step back moves it back.
alter table dossier_step add column due_moved_from date;
