-- A document of others with faults may rest once somebody looked into it.
alter table capture
    add column settled_at timestamptz,
    add column settled_by text,
    add column remark text,
    add constraint capture_settled check ((settled_at is null) = (settled_by is null)
        and (settled_at is null) = (remark is null));

create index capture_faulty on capture (center_id, created_at, capture_id)
    where faults <> '{}' and settled_at is null;
