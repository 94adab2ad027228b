-- What is still to be collected with a consignment: no more than it says, and no more than is owed.
-- A dossier with fee lines owes what they come to and nothing of it was paid; of one without, what
-- was paid beside its other consignments counts as paid for this one.
create view consignment_due as
select s.center_id, s.code,
    case
        when s.collect_dong = 0 or s.dossier_code is null then s.collect_dong
        else least(s.collect_dong, greatest(0, coalesce(
            (select sum(o.amount_dong) from obligation o
                where o.center_id = s.center_id and o.dossier_code = s.dossier_code
                    and o.payer <> 'agency')
            - (select coalesce(sum(c.amount_dong), 0) from collection c
                where c.center_id = s.center_id and c.dossier_code = s.dossier_code),
            s.collect_dong
            - (select coalesce(sum(c.amount_dong), 0) from collection c
                where c.center_id = s.center_id and c.dossier_code = s.dossier_code
                    and (c.consignment_code is null or c.consignment_code = s.code)))))::bigint
    end as due_dong
from consignment s;
