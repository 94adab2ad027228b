-- The post keeps its own price (cước): of what it took, only the rest is for it to send on.

create index collection_part_postage on collection_part (center_id, collection_id)
    include (amount_dong) where kind = 'postage';

create or replace view post_collection as
select c.center_id, c.collection_id, c.dossier_code, c.consignment_code,
    c.amount_dong - coalesce(own.amount_dong, 0) as amount_dong,
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
left join collection_part own on own.center_id = c.center_id
    and own.collection_id = c.collection_id and own.kind = 'postage'
where c.reverses is null and c.source in ('scan', 'import', 'counter')
    and (c.office_code is null or o.kind = 'post')
    and coalesce(own.amount_dong, 0) < c.amount_dong;

-- The kinds of money that is sent on.
create view sent_part as
select center_id, collection_id, kind, amount_dong from collection_part where kind <> 'postage';
