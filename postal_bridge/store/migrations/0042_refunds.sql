-- What was paid above what is owed goes back to the citizen: who asked, and what became of it.

-- Somebody asks that a surplus of a dossier be given back. Rows are never changed.
create table refund (
    center_id smallint not null,
    refund_id uuid not null,
    dossier_code text not null,
    amount_dong bigint not null,
    paid_by text not null,
    office_code text not null,
    method text not null,
    reason text not null,
    refunded_on date not null,
    asked_at timestamptz not null,
    asked_by text not null,
    asked_office text not null,
    constraint refund_pk primary key (center_id, refund_id),
    constraint refund_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code),
    constraint refund_office foreign key (center_id, office_code)
        references office (center_id, code),
    constraint refund_amount check (amount_dong > 0),
    constraint refund_paid_by check (paid_by in ('post', 'agency')),
    constraint refund_method check (method in ('cash', 'transfer'))
);

create index refund_dossier_code on refund (center_id, dossier_code);

create trigger refund_append_only before update or delete on refund
    for each row execute function refuse_change();

-- What became of it: it was paid, turned down, or taken back after it was paid. `collection_id` is
-- what the post gave back as a whole.
create table refund_act (
    center_id smallint not null,
    refund_id uuid not null,
    act text not null,
    at timestamptz not null,
    login text not null,
    booked_on date,
    reason text,
    collection_id uuid,
    constraint refund_act_pk primary key (center_id, refund_id, act),
    constraint refund_act_refund foreign key (center_id, refund_id)
        references refund (center_id, refund_id),
    constraint refund_act_collection foreign key (center_id, collection_id)
        references collection (center_id, collection_id),
    constraint refund_act_name check (act in ('paid', 'rejected', 'cancelled')),
    constraint refund_act_booked check ((booked_on is null) = (act = 'rejected')),
    constraint refund_act_says_why check ((reason is null) = (act = 'paid')),
    constraint refund_act_of_collection check (collection_id is null or act = 'paid')
);

create unique index refund_act_decided_once on refund_act (center_id, refund_id)
    where act in ('paid', 'rejected');

create trigger refund_act_append_only before update or delete on refund_act
    for each row execute function refuse_change();

-- The post sends on nothing of a collection that it gave back as a whole.
alter table settled_collection
    alter column difference_id drop not null,
    add column refund_id uuid,
    add constraint settled_collection_refund foreign key (center_id, refund_id)
        references refund (center_id, refund_id),
    add constraint settled_collection_why check (num_nonnulls(difference_id, refund_id) = 1);

-- What was given back pays for nothing any more.
create or replace view consignment_due as
select s.center_id, s.code,
    case
        when s.collect_dong = 0 or s.dossier_code is null then s.collect_dong
        else least(s.collect_dong, greatest(0, coalesce(
            (select sum(o.amount_dong) from obligation o
                where o.center_id = s.center_id and o.dossier_code = s.dossier_code
                    and o.payer <> 'agency')
            - (select coalesce(sum(c.amount_dong), 0) from collection c
                where c.center_id = s.center_id and c.dossier_code = s.dossier_code)
            + (select coalesce(sum(b.amount_dong), 0) from refund b
                where b.center_id = s.center_id and b.dossier_code = s.dossier_code
                    and exists (select from refund_act a where a.center_id = b.center_id
                        and a.refund_id = b.refund_id and a.act = 'paid')
                    and not exists (select from refund_act a where a.center_id = b.center_id
                        and a.refund_id = b.refund_id and a.act = 'cancelled')),
            s.collect_dong
            - (select coalesce(sum(c.amount_dong), 0) from collection c
                where c.center_id = s.center_id and c.dossier_code = s.dossier_code
                    and (c.consignment_code is null or c.consignment_code = s.code)))))::bigint
    end as due_dong
from consignment s;
