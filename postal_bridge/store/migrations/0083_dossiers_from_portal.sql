-- Dossiers that begin at the national portal and are expected here by post.

-- What the portal calls the address of whoever files is not public: `address_field` says it, where
-- it was agreed upon.
alter table portal_account add column address_field text;

-- When a dossier that began at the portal was registered here.
alter table portal_dossier add column registered_at timestamptz;

create index portal_dossier_registered on portal_dossier (center_id, registered_at, dossier_code)
    where registered_at is not null;
