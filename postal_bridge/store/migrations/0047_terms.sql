-- A due day that was stated stays as it was stated; this is the day by the term where it differs.
alter table dossier add column term_due_on date;

insert into rule (name, effective_from, value, source) values
    ('same_day_cutoff', '2000-01-01', '"15:00"',
     'ours: what is due on the day of receipt counts for the next working day after this hour');
