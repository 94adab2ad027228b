-- What the dispatch board of a centre asks for all day, each found without looking at the rest.

create index dossier_to_return on dossier (center_id, resolved_on, code)
    where resolved_on is not null and returned_on is null;

create index dossier_taken_in on dossier (center_id, department_code, received_on, code)
    where status = 2 and received_via <> 'online';
