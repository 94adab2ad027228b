-- What citizens owe, what was taken of it by kind, and the books in which every đồng stands once.

-- The closed chart of accounts, equal to Account in postal_bridge/domain/ledger.py (a test compares
-- them).
create table ledger_account (
    code text constraint ledger_account_pk primary key,
    side text not null,
    constraint ledger_account_side check (side in ('debit', 'credit', 'either'))
);

insert into ledger_account (code, side) values
    ('citizen_receivable', 'debit'),
    ('courier_cash', 'debit'),
    ('post_payable', 'debit'),
    ('in_transit', 'debit'),
    ('agency_account', 'debit'),
    ('treasury', 'debit'),
    ('agency_due', 'credit'),
    ('postage', 'credit'),
    ('suspense', 'either');

-- A fee line of a dossier: what is owed by the tariff in force, less what the law lets off. Rows
-- are never changed; one that was wrong is cancelled by another.
create table obligation (
    center_id smallint not null,
    obligation_id uuid not null,
    dossier_code text not null,
    kind text not null,
    name text not null,
    tariff_dong bigint not null,
    amount_dong bigint not null,
    ground text,
    payer text not null,
    due_when text not null,
    route text not null,
    owed_on date not null,
    cancels uuid,
    recorded_at timestamptz not null,
    login text not null,
    office_code text not null,
    constraint obligation_pk primary key (center_id, obligation_id),
    constraint obligation_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code),
    constraint obligation_cancels foreign key (center_id, cancels)
        references obligation (center_id, obligation_id),
    constraint obligation_cancelled_once unique (center_id, cancels),
    constraint obligation_kind
        check (kind in ('fee', 'charge', 'tax', 'fine', 'postage', 'unstated')),
    constraint obligation_payer check (payer in ('filer', 'owner', 'agency')),
    constraint obligation_due_when check (due_when in ('before', 'after')),
    constraint obligation_route check (route in ('post', 'agency', 'online')),
    constraint obligation_sign check (
        case when cancels is null then amount_dong >= 0 and tariff_dong >= amount_dong
        else amount_dong <= 0 and tariff_dong <= amount_dong end
    ),
    constraint obligation_let_off_has_ground
        check (tariff_dong = amount_dong or ground is not null)
);

create index obligation_dossier_code on obligation (center_id, dossier_code);

create trigger obligation_append_only before update or delete on obligation
    for each row execute function refuse_change();

-- Money also comes at a counter, or straight to the agency's account.
alter table collection drop constraint collection_source;
alter table collection add constraint collection_source
    check (source in ('scan', 'import', 'counter', 'online', 'bank'));

-- How much of a collection is of which kind; kinds are never netted (Luật 97/2015/QH13 Đ14).
create table collection_part (
    center_id smallint not null,
    collection_id uuid not null,
    kind text not null,
    amount_dong bigint not null,
    constraint collection_part_pk primary key (center_id, collection_id, kind),
    constraint collection_part_collection foreign key (center_id, collection_id)
        references collection (center_id, collection_id),
    constraint collection_part_kind
        check (kind in ('fee', 'charge', 'tax', 'fine', 'postage', 'unstated')),
    constraint collection_part_amount check (amount_dong <> 0)
);

create trigger collection_part_append_only before update or delete on collection_part
    for each row execute function refuse_change();

-- The journal: one entry for each fact of business, chained by hashes in the order of recording.
create table ledger_entry (
    center_id smallint not null,
    sequence bigint not null,
    source_kind text not null,
    source_id text not null,
    reason text not null,
    happened_on date not null,
    recorded_at timestamptz not null,
    login text not null,
    note text,
    reverses bigint,
    hash bytea not null,
    constraint ledger_entry_pk primary key (center_id, sequence),
    constraint ledger_entry_once unique (center_id, source_kind, source_id, reason),
    constraint ledger_entry_reversed_once unique (center_id, reverses),
    constraint ledger_entry_reverses foreign key (center_id, reverses)
        references ledger_entry (center_id, sequence),
    constraint ledger_entry_reversal_has_note check (reverses is null or note is not null)
);

-- Debits are above zero, credits below; an entry adds up to zero for each kind of money.
create table ledger_posting (
    center_id smallint not null,
    sequence bigint not null,
    place smallint not null,
    account text not null,
    subject text not null,
    kind text not null,
    amount_dong bigint not null,
    constraint ledger_posting_pk primary key (center_id, sequence, place),
    constraint ledger_posting_entry foreign key (center_id, sequence)
        references ledger_entry (center_id, sequence),
    constraint ledger_posting_account foreign key (account) references ledger_account (code),
    constraint ledger_posting_kind
        check (kind in ('fee', 'charge', 'tax', 'fine', 'postage', 'unstated')),
    constraint ledger_posting_amount check (amount_dong <> 0)
);

create index ledger_posting_of_account
    on ledger_posting (center_id, account, subject, sequence) include (kind, amount_dong);

create trigger ledger_entry_append_only before update or delete on ledger_entry
    for each row execute function refuse_change();
create trigger ledger_posting_append_only before update or delete on ledger_posting
    for each row execute function refuse_change();

create function ledger_entry_balances() returns trigger language plpgsql as $$
declare
    unbalanced record;
begin
    select kind, sum(amount_dong) as left_dong into unbalanced
    from ledger_posting
    where center_id = new.center_id and sequence = new.sequence
    group by kind
    having sum(amount_dong) <> 0
    limit 1;
    if found then
        raise exception 'entry % of centre % is % đồng off in %',
            new.sequence, new.center_id, unbalanced.left_dong, unbalanced.kind
            using errcode = 'restrict_violation';
    end if;
    if not exists (select from ledger_posting
        where center_id = new.center_id and sequence = new.sequence) then
        raise exception 'entry % of centre % has no postings', new.sequence, new.center_id
            using errcode = 'restrict_violation';
    end if;
    return null;
end
$$;

create constraint trigger ledger_entry_balances after insert on ledger_entry
    deferrable initially deferred for each row execute function ledger_entry_balances();

-- A posting added to an older entry is looked at as well; that it was added shows in the chain.
create constraint trigger ledger_posting_balances after insert on ledger_posting
    deferrable initially deferred for each row execute function ledger_entry_balances();

-- Rows on their way to the journal, one array for each table.
create type booked_entry as (
    sequence bigint,
    source_kind text,
    source_id text,
    reason text,
    happened_on date,
    recorded_at timestamptz,
    login text,
    note text,
    reverses bigint,
    hash bytea
);

create type booked_posting as (
    sequence bigint,
    place smallint,
    account text,
    subject text,
    kind text,
    amount_dong bigint
);
