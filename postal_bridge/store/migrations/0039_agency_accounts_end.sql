-- An account of an agency holds from a day to a day: it is ended, never changed for days gone by.
-- `source` is the paper that names it, null for those named before papers were asked for.
alter table agency_account
    add column valid_to date,
    add column source text,
    add constraint agency_account_days check (valid_to >= valid_from);
