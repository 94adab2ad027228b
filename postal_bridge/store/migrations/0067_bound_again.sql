-- How often it was said what a consignment carries, told on both sides: whoever waits for the lock
-- of a thing sees the row of the thing as it is then and that of the consignment as it was before,
-- and so learns that it has to be read again.
alter table custody add column bound smallint not null default 0;
alter table consignment add column bound smallint not null default 0;
