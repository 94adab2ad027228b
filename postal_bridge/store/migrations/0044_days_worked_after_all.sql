-- Public holidays that no row tells of follow from law. A row may say that such a day is worked, so
-- working days are not at weekends alone.
alter table calendar_day drop constraint calendar_day_made_up_at_weekends;
