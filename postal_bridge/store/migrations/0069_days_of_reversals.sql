-- The day on which money that is taken back counts: the day it was taken, as long as that is open
-- and its cash was not counted; else none, and it counts on the day it is taken back. So what was
-- only written wrongly leaves no day that told it once and no day that takes it back.
create view own_day_of_reversal as
select c.center_id, c.collection_id,
    case
        when exists (select from period_standing p
            where p.center_id = c.center_id and p.is_closed and p.last_on >= c.collected_on)
            then null
        when c.method = 'cash' and exists (select from courier_settlement s
            where s.center_id = c.center_id and s.office_code = c.office_code
                and s.login = c.login and s.day = c.collected_on) then null
        else c.collected_on
    end as own_day
from collection c;
