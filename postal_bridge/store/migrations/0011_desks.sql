-- What people of an office work through and count at the end of a shift: refused scans that were
-- looked into, the cash of couriers, and the orders in which a desk reads its lists.

-- Somebody looked into a refused scan; the scan itself stays as it was.
create table refused_scan_settlement (
    center_id smallint not null,
    scan_id uuid not null,
    settled_at timestamptz not null,
    settled_by text not null,
    remark text not null,
    constraint refused_scan_settlement_pk primary key (center_id, scan_id),
    constraint refused_scan_settlement_scan
        foreign key (center_id, scan_id) references scan (center_id, scan_id)
);

create trigger refused_scan_settlement_append_only
    before update or delete on refused_scan_settlement
    for each row execute function refuse_change();

-- What a courier handed in at the end of a shift, as the supervisor counted it, beside what the
-- collections of the day said at that moment. A wrong count is corrected by a further row.
create table courier_settlement (
    center_id smallint not null,
    settlement_id uuid not null,
    office_code text not null,
    login text not null,
    day date not null,
    expected_dong bigint not null,
    counted_dong bigint not null,
    remark text,
    corrects uuid,
    settled_at timestamptz not null,
    settled_by text not null,
    constraint courier_settlement_pk primary key (center_id, settlement_id),
    constraint courier_settlement_corrected_once unique (center_id, corrects),
    constraint courier_settlement_corrects foreign key (center_id, corrects)
        references courier_settlement (center_id, settlement_id),
    constraint courier_settlement_counted check (counted_dong >= 0),
    constraint courier_settlement_corrects_with_remark
        check (corrects is null or remark is not null)
);

create unique index courier_settlement_first
    on courier_settlement (center_id, day, office_code, login) where corrects is null;
create index courier_settlement_day on courier_settlement (center_id, day, office_code);

create trigger courier_settlement_append_only
    before update or delete on courier_settlement
    for each row execute function refuse_change();

-- A desk reads its refused scans by time, and its dossiers by the day they are due.
create index scan_refused_office on scan (center_id, office_code, received_at, scan_id)
    where outcome = 'refused';
create index dossier_in_hand on dossier (center_id, department_code, due_on, code)
    where resolved_on is null and received_on is not null;
create index dossier_to_hand_back on dossier (center_id, department_code, resolved_on, code)
    where resolved_on is not null and returned_on is null;
