-- What people concluded or said, and took back: the row that says so stands beside what it takes
-- back, which is kept.

-- Settlements of a refused scan and their withdrawals take turns; the last one counts.
alter table refused_scan_settlement
    add column turn integer not null default 1,
    alter column remark drop not null,
    drop constraint refused_scan_settlement_pk,
    add constraint refused_scan_settlement_pk primary key (center_id, scan_id, turn),
    add constraint refused_scan_settlement_turn check (turn >= 1),
    add constraint refused_scan_settlement_remark check ((turn % 2 = 0) = (remark is null));

create view standing_scan_settlement as
select t.center_id, t.scan_id, t.turn, t.settled_at, t.settled_by, t.remark
from refused_scan_settlement t
where t.turn % 2 = 1
    and not exists (select from refused_scan_settlement w
        where w.center_id = t.center_id and w.scan_id = t.scan_id and w.turn > t.turn);

-- How a difference had been closed that somebody opened again.
create table difference_reopening (
    center_id smallint not null,
    difference_id uuid not null,
    closed_at timestamptz not null,
    closed_by text not null,
    resolution text not null,
    reopened_at timestamptz not null,
    reopened_by text not null,
    constraint difference_reopening_pk primary key (center_id, difference_id, closed_at),
    constraint difference_reopening_difference foreign key (center_id, difference_id)
        references difference (center_id, difference_id)
);

create trigger difference_reopening_append_only
    before update or delete on difference_reopening
    for each row execute function refuse_change();

-- Requests, and whether the answer may be taken back: nothing came of it since, and the same was
-- not asked again.
create or replace view carriage_request_told as
select r.*,
    (r.state = 'accepted' and r.carried_by is null
        and not exists (select from consignment s
            where s.center_id = r.center_id and s.dossier_code = r.dossier_code
                and s.created_at >= r.closed_at
                and s.leg = case r.kind when 'pickup' then 'inbound' else 'outbound' end)
        or r.state = 'declined')
        and not exists (select from carriage_request o
            where o.center_id = r.center_id and o.kind = r.kind and o.request_id <> r.request_id
                and (o.state = 'open' or o.made_at >= r.closed_at)
                and coalesce(o.dossier_code, o.consignment_code)
                    = coalesce(r.dossier_code, r.consignment_code)) as may_reopen
from carriage_request r;
