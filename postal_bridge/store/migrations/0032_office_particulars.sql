-- What receipts have to state of an office besides its name: its tax code and where it is.

alter table office add column tax_code text;
alter table office add column address text;
alter table office add constraint office_tax_code check (tax_code ~ '^[0-9]{10}(-[0-9]{3})?$');
