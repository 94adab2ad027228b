-- After how many working days the service speaks up: of what was given and nobody took, of what
-- lies at a post office or with a courier, and before which due days heads of departments are told.
insert into rule (name, effective_from, value, source) values
    ('alarm_working_days', '2016-12-16', '{"not_taken": 1, "lying": 3, "with_courier": 1}',
     'ours, until a contract says otherwise'),
    ('due_soon_working_days', '2016-12-16', '2', 'ours, until an internal rule says otherwise');
