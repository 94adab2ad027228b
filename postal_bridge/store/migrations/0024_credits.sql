-- What credits of the bank are besides batches of the post, and what they may be.

-- A credit by which a citizen paid the agency straight: it is a collection, once.
create table credited_collection (
    center_id smallint not null,
    line_id bigint not null,
    collection_id uuid not null,
    run_id uuid not null,
    constraint credited_collection_pk primary key (center_id, line_id),
    constraint credited_collection_once unique (center_id, collection_id),
    constraint credited_collection_line foreign key (center_id, line_id)
        references bank_line (center_id, line_id),
    constraint credited_collection_collection foreign key (center_id, collection_id)
        references collection (center_id, collection_id)
);

create trigger credited_collection_append_only before update or delete on credited_collection
    for each row execute function refuse_change();

-- A batch and a credit that may belong together: a person decides. Every run proposes anew.
create table credit_proposal (
    center_id smallint not null,
    line_id bigint not null,
    remittance_id uuid not null,
    rule text not null,
    score smallint not null,
    run_id uuid not null,
    constraint credit_proposal_pk primary key (center_id, line_id, remittance_id),
    constraint credit_proposal_line foreign key (center_id, line_id)
        references bank_line (center_id, line_id),
    constraint credit_proposal_remittance foreign key (center_id, remittance_id)
        references remittance (center_id, remittance_id),
    constraint credit_proposal_rule check (rule in ('alike', 'named', 'other_account', 'amount'))
);
