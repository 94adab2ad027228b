-- What people decide about credits of the bank, with the reason, and the rows each act is about.

create table credit_decision (
    center_id smallint not null,
    decision_id uuid not null,
    at timestamptz not null,
    login text not null,
    action text not null,
    reason text not null,
    group_id uuid,
    line_ids bigint[] not null,
    remittance_ids uuid[] not null,
    constraint credit_decision_pk primary key (center_id, decision_id),
    constraint credit_decision_group foreign key (center_id, group_id)
        references credit_group (center_id, group_id),
    constraint credit_decision_once unique (center_id, group_id, action),
    constraint credit_decision_action check (action in ('accepted', 'rejected', 'undone')),
    constraint credit_decision_of_group check ((group_id is null) = (action = 'rejected')),
    constraint credit_decision_rows check (cardinality(line_ids) > 0
        and cardinality(remittance_ids) > 0)
);

create index credit_decision_lines on credit_decision using gin (line_ids);

create trigger credit_decision_append_only before update or delete on credit_decision
    for each row execute function refuse_change();

-- The rows of every group, of those too that were undone: their entries stand in the books.
create view grouped_line as
select center_id, group_id, line_id from credited_line
union all
select d.center_id, d.group_id, l.line_id
from credit_decision d
cross join lateral unnest(d.line_ids) as l (line_id)
where d.action = 'undone';

create view grouped_remittance as
select center_id, group_id, remittance_id from credited_remittance
union all
select d.center_id, d.group_id, r.remittance_id
from credit_decision d
cross join lateral unnest(d.remittance_ids) as r (remittance_id)
where d.action = 'undone';

-- What was put together and what was taken apart is told by decisions and runs alone.
create trigger credit_group_append_only before update or delete on credit_group
    for each row execute function refuse_change();
