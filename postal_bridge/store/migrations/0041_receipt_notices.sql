-- What is to be told of receipts to the service that takes their data for the tax authority.

-- Written with the change it tells of, sent afterwards. `tries` counts for good, and tells the
-- sender of now from one that was given up; `failures` begins anew when a person sends it again.
create table receipt_notice (
    center_id smallint not null,
    receipt_id uuid not null,
    kind text not null,
    state text not null default 'waiting',
    noted_at timestamptz not null,
    next_try_at timestamptz not null,
    tries integer not null default 0,
    failures smallint not null default 0,
    trouble text,
    said text,
    sent_at timestamptz,
    reference text,
    constraint receipt_notice_pk primary key (center_id, receipt_id, kind),
    constraint receipt_notice_receipt foreign key (center_id, receipt_id)
        references receipt (center_id, receipt_id),
    constraint receipt_notice_kind check (kind in ('issued', 'void')),
    constraint receipt_notice_state check (state in ('waiting', 'sent', 'refused', 'needless')),
    constraint receipt_notice_sent check ((state = 'sent') = (sent_at is not null))
);

create index receipt_notice_due on receipt_notice (center_id, next_try_at)
    where state = 'waiting';
create index receipt_notice_refused on receipt_notice (center_id, noted_at)
    where state = 'refused';

-- What was told of receipts before is told as well.
insert into receipt_notice (center_id, receipt_id, kind, noted_at, next_try_at)
select center_id, receipt_id, case when voided_at is null then 'issued' else 'void' end,
    coalesce(voided_at, noted_at), coalesce(voided_at, noted_at)
from receipt
where block_id is not null;
