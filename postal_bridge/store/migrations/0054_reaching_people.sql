-- How the head of an office is reached, and a filer besides by telephone; all of it sealed.

alter table office add column head_phone_sealed bytea;
alter table office add column head_email_sealed bytea;
alter table dossier add column filer_email_sealed bytea;
alter table dossier add column filer_language text;
alter table dossier add constraint dossier_filer_language check (filer_language in ('vi', 'en'));
