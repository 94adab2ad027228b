-- Which consignment a citizen's request became.

alter table carriage_request add column carried_by text;

alter table carriage_request add constraint carriage_request_carried_by
    foreign key (center_id, carried_by) references consignment (center_id, code);
