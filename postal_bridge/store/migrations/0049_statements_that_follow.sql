-- Whether a statement follows the one before is found when it is asked for: the one before may come
-- later. The column for it never held anything.
alter table statement drop column follows;
