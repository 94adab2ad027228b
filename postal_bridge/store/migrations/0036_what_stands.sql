-- What was booked on a day to each account, by kind: the sums of the journal, so that nobody has
-- to go through all of it to tell where the money is. An audit counts them again.
create table ledger_day (
    center_id smallint not null,
    happened_on date not null,
    account text not null,
    kind text not null,
    amount_dong bigint not null,
    constraint ledger_day_pk primary key (center_id, happened_on, account, kind)
);

insert into ledger_day (center_id, happened_on, account, kind, amount_dong)
select p.center_id, e.happened_on, p.account, p.kind, sum(p.amount_dong)
from ledger_posting p
join ledger_entry e on e.center_id = p.center_id and e.sequence = p.sequence
group by p.center_id, e.happened_on, p.account, p.kind;
