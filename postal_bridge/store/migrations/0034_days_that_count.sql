-- The day on which a collection counts, so that a period is found by the index of days: a choice
-- between two days in one column tells the planner nothing, and a month of a million collections
-- was looked up one by one.
create or replace view post_collection as
select c.center_id, c.collection_id, c.dossier_code, c.consignment_code, c.amount_dong,
    c.collected_on, c.receipt_number, c.office_code, c.counts_on
from (
    select c.*, c.collected_on as counts_on
    from collection c
    where not exists (select from late_collection late
        where late.center_id = c.center_id and late.collection_id = c.collection_id)
    union all
    select c.*, late.counts_on
    from collection c
    join late_collection late
        on late.center_id = c.center_id and late.collection_id = c.collection_id
) as c
left join office o on o.center_id = c.center_id and o.code = c.office_code
where c.reverses is null and c.source in ('scan', 'import', 'counter')
    and (c.office_code is null or o.kind = 'post');
