-- name: add_bundle
-- Begin a bundle.
insert into bundle (center_id, bundle_id, name, created_at, created_by, created_office)
values ($1, $2, $3, $4, $5, $6);

-- name: put_in_bundle
-- Say that dossiers were filed together.
update dossier set bundle_id = $2 where center_id = $1 and code = any($3::text[]);

-- name: bundle_by_id
-- One bundle.
select bundle_id, name, created_at, created_office from bundle
where center_id = $1 and bundle_id = $2;

-- name: bundle_of_dossier
-- The bundle that a dossier was filed in.
select b.bundle_id, b.name, b.created_at, b.created_office
from dossier d
join bundle b on b.center_id = d.center_id and b.bundle_id = d.bundle_id
where d.center_id = $1 and d.code = $2;

-- name: dossiers_of_bundle
-- The dossiers of a bundle by their codes.
select code from dossier where center_id = $1 and bundle_id = $2 order by code;
