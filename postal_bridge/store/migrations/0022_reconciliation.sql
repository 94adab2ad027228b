-- Whose money which line is: runs, matches, what did not fit, and what people did about it.

-- The money that the post has to send on: what it took itself, or what lists say it took.
create view post_collection as
select c.center_id, c.collection_id, c.dossier_code, c.consignment_code, c.amount_dong,
    c.collected_on, c.receipt_number, c.office_code
from collection c
left join office o on o.center_id = c.center_id and o.code = c.office_code
where c.reverses is null and c.source in ('scan', 'import', 'counter')
    and (c.office_code is null or o.kind = 'post');

-- A run over a period. Its figures are those it proved; a run that cannot prove them is refused.
create table reconciliation (
    center_id smallint not null,
    run_id uuid not null,
    period_from date not null,
    period_to date not null,
    started_at timestamptz not null,
    login text not null,
    finished_at timestamptz not null,
    figures jsonb not null,
    constraint reconciliation_pk primary key (center_id, run_id),
    constraint reconciliation_period check (period_from <= period_to)
);

create index reconciliation_newest on reconciliation (center_id, started_at, run_id);

-- The class of each line of the post's lists. A line is consumed once by the primary key, and a
-- collection by the unique key; `part` numbers lines that make up one collection together. The
-- rows of either side can never be removed, so no foreign key has to guard against that: looking
-- up a million of them one by one would take longer than the matching.
create table line_match (
    center_id smallint not null,
    line_id bigint not null,
    class text not null,
    rule text not null,
    collection_id uuid,
    part smallint not null default 0,
    covered_dong bigint not null default 0,
    about uuid,
    run_id uuid not null,
    constraint line_match_pk primary key (center_id, line_id),
    constraint line_match_collection_once unique (center_id, collection_id, part),
    constraint line_match_class check (class in ('matched', 'short', 'over', 'duplicate',
        'unknown', 'wrong_beneficiary', 'late', 'kind_mismatch', 'refunded_after')),
    constraint line_match_consumes check ((collection_id is null)
        = (class in ('duplicate', 'unknown', 'refunded_after')))
);

create index line_match_differs on line_match (center_id, class, line_id)
    where class <> 'matched';

-- What was undone by a person: the match as it was, kept for those who ask.
create table undone_match (
    center_id smallint not null,
    line_id bigint not null,
    undone_at timestamptz not null,
    login text not null,
    reason text not null,
    class text not null,
    rule text not null,
    collection_id uuid,
    run_id uuid not null,
    constraint undone_match_pk primary key (center_id, line_id, undone_at)
);

create trigger undone_match_append_only before update or delete on undone_match
    for each row execute function refuse_change();

-- Batches of the post and credits of the bank that belong together; each belongs once.
create table credit_group (
    center_id smallint not null,
    group_id uuid not null,
    rule text not null,
    run_id uuid not null,
    remitted_dong bigint not null,
    credited_dong bigint not null,
    matched_at timestamptz not null,
    constraint credit_group_pk primary key (center_id, group_id)
);

create table credited_remittance (
    center_id smallint not null,
    remittance_id uuid not null,
    group_id uuid not null,
    constraint credited_remittance_pk primary key (center_id, remittance_id),
    constraint credited_remittance_remittance foreign key (center_id, remittance_id)
        references remittance (center_id, remittance_id),
    constraint credited_remittance_group foreign key (center_id, group_id)
        references credit_group (center_id, group_id)
);

create table credited_line (
    center_id smallint not null,
    line_id bigint not null,
    group_id uuid not null,
    constraint credited_line_pk primary key (center_id, line_id),
    constraint credited_line_line foreign key (center_id, line_id)
        references bank_line (center_id, line_id),
    constraint credited_line_group foreign key (center_id, group_id)
        references credit_group (center_id, group_id)
);

create index credited_remittance_of on credited_remittance (center_id, group_id);
create index credited_line_of on credited_line (center_id, group_id);

-- What a machine may suggest and only a person decides: lines that may belong to collections.
create table match_proposal (
    center_id smallint not null,
    proposal_id uuid not null,
    rule text not null,
    score smallint not null,
    line_ids bigint[] not null,
    collection_ids uuid[] not null,
    run_id uuid not null,
    constraint match_proposal_pk primary key (center_id, proposal_id)
);

-- A difference in money, open until a person has settled it or later lines have. It stands for a
-- line, or for a collection that no line has come for.
create table money_difference (
    center_id smallint not null,
    difference_id uuid not null,
    class text not null,
    line_id bigint,
    collection_id uuid,
    dossier_code text,
    department_code text,
    office_code text,
    amount_dong bigint not null,
    day date not null,
    opened_at timestamptz not null,
    run_id uuid not null,
    state text not null default 'open',
    assignee text,
    due_on date,
    version integer not null default 1,
    constraint money_difference_pk primary key (center_id, difference_id),
    constraint money_difference_line_once unique (center_id, class, line_id),
    constraint money_difference_collection_once unique (center_id, class, collection_id),
    constraint money_difference_about check ((line_id is null) = (class = 'missing')
        and (class <> 'missing' or collection_id is not null)),
    constraint money_difference_class check (class in ('missing', 'short', 'over', 'duplicate',
        'unknown', 'wrong_beneficiary', 'late', 'kind_mismatch', 'refunded_after')),
    constraint money_difference_state
        check (state in ('open', 'proposed', 'resolved', 'carried', 'vanished'))
);

create index money_difference_open on money_difference (center_id, day, difference_id)
    where state in ('open', 'proposed', 'carried');
create index money_difference_dossier on money_difference (center_id, dossier_code);

-- Everything that was said and done about a difference, in order.
create table money_difference_step (
    center_id smallint not null,
    difference_id uuid not null,
    step integer not null,
    at timestamptz not null,
    login text not null,
    action text not null,
    detail jsonb not null,
    constraint money_difference_step_pk primary key (center_id, difference_id, step),
    constraint money_difference_step_difference foreign key (center_id, difference_id)
        references money_difference (center_id, difference_id)
);

create trigger money_difference_step_append_only before update or delete on money_difference_step
    for each row execute function refuse_change();
