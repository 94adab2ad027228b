-- Money that is paid before, or at a counter: how, and why some of it was taken back.

alter table collection drop constraint collection_method;
alter table collection add constraint collection_method
    check (method in ('cash', 'transfer', 'online', 'unstated'));

alter table collection add column reason text;
alter table collection add constraint collection_reason
    check (reason is null or reverses is not null);
