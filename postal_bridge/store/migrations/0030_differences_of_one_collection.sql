-- Several lines may be about one collection, each with a difference of its own: sent twice over,
-- for instance. Only that no line came for a collection is said once.
alter table money_difference drop constraint money_difference_collection_once;

create unique index money_difference_missing_once on money_difference (center_id, collection_id)
    where class = 'missing';
