-- What people say that lines of banks are that are no batch of the post and no payment: money of
-- others on the same account, or a refund that an agency paid by transfer.

create table line_explanation (
    center_id smallint not null,
    line_id bigint not null,
    turn integer not null,
    at timestamptz not null,
    login text not null,
    action text not null,
    explained_as text,
    refund_id uuid,
    booked_on date,
    reason text not null,
    constraint line_explanation_pk primary key (center_id, line_id, turn),
    constraint line_explanation_line foreign key (center_id, line_id)
        references bank_line (center_id, line_id),
    constraint line_explanation_refund foreign key (center_id, refund_id)
        references refund (center_id, refund_id),
    constraint line_explanation_action
        check (action in ('proposed', 'withdrawn', 'explained', 'undone')),
    constraint line_explanation_booked check ((booked_on is not null) = (action = 'explained')),
    constraint line_explanation_as check (explained_as in ('outside', 'refund')),
    constraint line_explanation_says_as
        check ((explained_as is null) = (action in ('withdrawn', 'undone'))),
    constraint line_explanation_names_refund
        check ((refund_id is not null) = (explained_as is not distinct from 'refund'))
);

create trigger line_explanation_append_only before update or delete on line_explanation
    for each row execute function refuse_change();

-- The lines that are explained so now; a refund is paid by one line.
create table explained_line (
    center_id smallint not null,
    line_id bigint not null,
    turn integer not null,
    explained_as text not null,
    refund_id uuid,
    constraint explained_line_pk primary key (center_id, line_id),
    constraint explained_line_refund_once unique (center_id, refund_id),
    constraint explained_line_turn foreign key (center_id, line_id, turn)
        references line_explanation (center_id, line_id, turn)
);

-- What a line of a bank is, as far as anybody knows.
create view bank_line_standing as
select l.center_id, l.line_id,
    case when g.line_id is not null then 'remittance'
        when c.line_id is not null then 'payment'
        else coalesce(e.explained_as, 'unknown') end as standing,
    g.group_id, e.refund_id
from bank_line l
left join credited_line g on g.center_id = l.center_id and g.line_id = l.line_id
left join credited_collection c on c.center_id = l.center_id and c.line_id = l.line_id
left join explained_line e on e.center_id = l.center_id and e.line_id = l.line_id;
