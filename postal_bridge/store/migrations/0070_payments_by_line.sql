-- Payments of citizens that people find in lines of banks, and payments that are taken back of
-- lines, whoever recognised them.

alter table line_explanation
    add column dossier_code text,
    add column collection_id uuid,
    add constraint line_explanation_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code),
    add constraint line_explanation_collection foreign key (center_id, collection_id)
        references collection (center_id, collection_id),
    drop constraint line_explanation_as,
    add constraint line_explanation_as check (explained_as in ('outside', 'refund', 'payment')),
    add constraint line_explanation_names_dossier
        check ((dossier_code is not null) = (explained_as is not distinct from 'payment')),
    -- Whoever takes back what is no payment, or withdraws or proposes anything, names none.
    add constraint line_explanation_names_collection check (
        case action
            when 'explained' then (collection_id is not null) = (explained_as = 'payment')
            when 'undone' then true
            else collection_id is null
        end);

-- A payment that is taken back leaves the line free; none becomes another one. Which run found it
-- is known where a run did.
alter table credited_collection alter column run_id drop not null;
drop trigger credited_collection_append_only on credited_collection;
create trigger credited_collection_kept before update on credited_collection
    for each row execute function refuse_change();

-- What lines were ever recognised as: their entries stand in the books, undone or not.
create view recognised_line as
select center_id, line_id, collection_id, false as is_undone from credited_collection
union all
select center_id, line_id, collection_id, true
from line_explanation
where action = 'undone' and collection_id is not null;

create or replace view bank_line_standing as
select l.center_id, l.line_id,
    case when g.line_id is not null then 'remittance'
        when c.line_id is not null then 'payment'
        else coalesce(e.explained_as, 'unknown') end as standing,
    g.group_id, e.refund_id, c.collection_id
from bank_line l
left join credited_line g on g.center_id = l.center_id and g.line_id = l.line_id
left join credited_collection c on c.center_id = l.center_id and c.line_id = l.line_id
left join explained_line e on e.center_id = l.center_id and e.line_id = l.line_id;
