-- What was booked on a day to each account, by kind: the sums of the journal, so that nobody has
-- to go through all of it to tell where the money is. What is in the journal already is summed by
-- `postal-bridge migrate`, and an audit counts all of it again.
create table ledger_day (
    center_id smallint not null,
    happened_on date not null,
    account text not null,
    kind text not null,
    amount_dong bigint not null,
    constraint ledger_day_pk primary key (center_id, happened_on, account, kind)
);
