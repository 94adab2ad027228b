-- What the post and the banks say in writing: files, what stands in them, and the post's batches.

-- A file is kept once: the same content again is known by its hash.
create table statement_file (
    center_id smallint not null,
    file_id uuid not null,
    kind text not null,
    format text not null,
    name text not null,
    content_hash bytea not null,
    office_code text,
    lines integer not null,
    repeated integer not null,
    set_aside jsonb not null,
    stored_at timestamptz not null,
    login text not null,
    constraint statement_file_pk primary key (center_id, file_id),
    constraint statement_file_once unique (center_id, kind, content_hash),
    constraint statement_file_kind check (kind in ('post', 'bank'))
);

create index statement_file_newest on statement_file (center_id, stored_at, file_id);

-- One statement of a file; `holds` is whether its balances agree with its lines, `follows` whether
-- it begins where the statement before it of the same account ended; null where it cannot be told.
create table statement (
    center_id smallint not null,
    file_id uuid not null,
    place integer not null,
    account text,
    currency text not null,
    number text,
    first_on date,
    last_on date,
    opening_dong bigint,
    closing_dong bigint,
    credit_dong bigint not null,
    debit_dong bigint not null,
    holds boolean not null,
    follows boolean,
    constraint statement_pk primary key (center_id, file_id, place),
    constraint statement_file_of foreign key (center_id, file_id)
        references statement_file (center_id, file_id)
);

create index statement_account on statement (center_id, account, last_on);

-- A batch of money that the post sends: what its list declares and adds up to, to which account,
-- and by when it should be credited.
create table remittance (
    center_id smallint not null,
    remittance_id uuid not null,
    file_id uuid not null,
    batch text not null,
    office_code text not null,
    account text,
    declared_dong bigint,
    lines integer not null,
    lines_dong bigint not null,
    sent_on date not null,
    constraint remittance_pk primary key (center_id, remittance_id),
    constraint remittance_once unique (center_id, file_id, batch),
    constraint remittance_file foreign key (center_id, file_id)
        references statement_file (center_id, file_id)
);

create index remittance_sent on remittance (center_id, sent_on, remittance_id);

-- A line of the post's list: money collected and sent on. `line_key` tells the same line in another
-- file from an honest second one like it: it counts how often the like came before. `sent_on` is
-- the day of the batch, `day` the day the line counts for; `found_by` is what led to the dossier.
create table post_line (
    center_id smallint not null,
    line_id bigint not null,
    line_key uuid not null,
    remittance_id uuid not null,
    place integer not null,
    day date not null,
    sent_on date not null,
    amount_dong bigint not null,
    dossier_code text,
    item_code text,
    receipt_number text,
    kind text,
    account text,
    narration text,
    found_by text,
    constraint post_line_pk primary key (center_id, line_id),
    constraint post_line_once unique (center_id, line_key),
    constraint post_line_remittance foreign key (center_id, remittance_id)
        references remittance (center_id, remittance_id) deferrable initially deferred,
    constraint post_line_kind check (kind in ('fee', 'charge', 'tax', 'fine', 'postage')),
    constraint post_line_found check ((dossier_code is null) = (found_by is null)
        and found_by in ('reference', 'item', 'receipt', 'narration'))
);

create index collection_receipt on collection (center_id, receipt_number)
    where receipt_number is not null;
create index post_line_dossier on post_line (center_id, dossier_code, line_id);
create index post_line_remitted on post_line (center_id, remittance_id);
create index post_line_day on post_line (center_id, day, line_id);

-- A line of an account statement.
create table bank_line (
    center_id smallint not null,
    line_id bigint not null,
    line_key uuid not null,
    file_id uuid not null,
    statement_place integer not null,
    place integer not null,
    account text,
    booked_on date not null,
    value_on date not null,
    amount_dong bigint not null,
    bank_reference text,
    end_to_end_id text,
    dossier_code text,
    batch text,
    narration text not null,
    counterparty_sealed bytea,
    constraint bank_line_pk primary key (center_id, line_id),
    constraint bank_line_once unique (center_id, line_key),
    constraint bank_line_statement foreign key (center_id, file_id, statement_place)
        references statement (center_id, file_id, place) deferrable initially deferred
);

create index bank_line_booked on bank_line (center_id, booked_on, line_id);
create index bank_line_dossier on bank_line (center_id, dossier_code)
    where dossier_code is not null;

create trigger statement_file_append_only before update or delete on statement_file
    for each row execute function refuse_change();
create trigger statement_append_only before update or delete on statement
    for each row execute function refuse_change();
create trigger remittance_append_only before update or delete on remittance
    for each row execute function refuse_change();
create trigger post_line_append_only before update or delete on post_line
    for each row execute function refuse_change();
create trigger bank_line_append_only before update or delete on bank_line
    for each row execute function refuse_change();

-- Lines on their way in, one array for many.
create type stated_post_line as (
    line_id bigint,
    line_key uuid,
    remittance_id uuid,
    place integer,
    day date,
    sent_on date,
    amount_dong bigint,
    dossier_code text,
    item_code text,
    receipt_number text,
    kind text,
    account text,
    narration text,
    found_by text
);

create type stated_bank_line as (
    line_id bigint,
    line_key uuid,
    statement_place integer,
    place integer,
    account text,
    booked_on date,
    value_on date,
    amount_dong bigint,
    bank_reference text,
    end_to_end_id text,
    dossier_code text,
    batch text,
    narration text,
    counterparty_sealed bytea
);

-- The agencies' own accounts, each from a day on; a department without one uses the centre's.
create table agency_account (
    center_id smallint not null,
    office_code text not null,
    account text not null,
    holder text not null,
    is_treasury boolean not null default false,
    valid_from date not null,
    constraint agency_account_pk primary key (center_id, office_code, account, valid_from),
    constraint agency_account_office foreign key (center_id, office_code)
        references office (center_id, code),
    constraint agency_account_shape check (account ~ '^[0-9A-Za-z]{1,34}$')
);

-- By when the post sends money on is a matter of contract, no law says it (QĐ 45/2016/QĐ-TTg
-- Đ15.2): the money of a day, a week or a month is due so many working days after its end.
insert into rule (name, effective_from, value, source) values
    ('remittance_cycle', '2016-12-16', '{"cycle": "weekly", "working_days": 5}',
     'ours, until a contract says otherwise');
