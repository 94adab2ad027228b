-- What people decide about differences in money, and what they decide it by.

-- A person may spread a line over several collections: its rows are numbered by `share`.
alter table line_match
    add column share smallint not null default 0,
    drop constraint line_match_pk,
    add constraint line_match_pk primary key (center_id, line_id, share);

-- An undone match is kept share by share, with what each had covered.
alter table undone_match
    add column share smallint not null default 0,
    add column part smallint not null default 0,
    add column covered_dong bigint not null default 0,
    drop constraint undone_match_pk,
    add constraint undone_match_pk primary key (center_id, line_id, undone_at, share);

-- Collections for which no line is waited for any more, since a person has settled them.
create table settled_collection (
    center_id smallint not null,
    collection_id uuid not null,
    difference_id uuid not null,
    constraint settled_collection_pk primary key (center_id, collection_id),
    constraint settled_collection_collection foreign key (center_id, collection_id)
        references collection (center_id, collection_id),
    constraint settled_collection_difference foreign key (center_id, difference_id)
        references money_difference (center_id, difference_id)
);

-- Papers that show how a difference came about or was settled, sealed as they are.
create table difference_evidence (
    center_id smallint not null,
    evidence_id uuid not null,
    difference_id uuid not null,
    name_sealed bytea not null,
    media_type text not null,
    size_bytes integer not null,
    sha256 bytea not null,
    content_sealed bytea not null,
    attached_at timestamptz not null,
    login text not null,
    constraint difference_evidence_pk primary key (center_id, evidence_id),
    constraint difference_evidence_difference foreign key (center_id, difference_id)
        references money_difference (center_id, difference_id),
    constraint difference_evidence_sha256 check (length(sha256) = 32)
);

create index difference_evidence_of on difference_evidence (center_id, difference_id, attached_at);

create trigger difference_evidence_append_only before update or delete on difference_evidence
    for each row execute function refuse_change();

-- The queue is asked for by what it is about, the oldest or the largest first.
create index money_difference_class on money_difference (center_id, class, day, difference_id)
    where state in ('open', 'proposed', 'carried');
create index money_difference_office
    on money_difference (center_id, office_code, day, difference_id)
    where state in ('open', 'proposed', 'carried');
create index money_difference_department
    on money_difference (center_id, department_code, day, difference_id)
    where state in ('open', 'proposed', 'carried');
create index money_difference_assignee on money_difference (center_id, assignee, day, difference_id)
    where assignee is not null;
create index money_difference_amount on money_difference (center_id, amount_dong, difference_id)
    where state in ('open', 'proposed', 'carried');
create index money_difference_state on money_difference (center_id, state, day, difference_id);

-- Proposals are looked up from either side.
create index match_proposal_line on match_proposal (center_id, (line_ids[1]));
create index match_proposal_collection on match_proposal (center_id, (collection_ids[1]));
create index match_proposal_lines on match_proposal using gin (line_ids)
    where cardinality(line_ids) > 1;
create index match_proposal_collections on match_proposal using gin (collection_ids)
    where cardinality(collection_ids) > 1;

-- Above this amount what one person proposes is for another to approve.
insert into rule (name, effective_from, value, source) values
    ('four_eyes_dong', '2016-12-16', '5000000', 'ours, until an internal rule says otherwise');
