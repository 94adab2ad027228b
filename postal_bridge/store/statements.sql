-- name: file_by_content
-- The file of this kind whose content was stored before, and whether its statements agree.
select f.file_id, f.name, f.lines, f.repeated, f.stored_at, f.login,
    not exists (select from statement s
        where s.center_id = $1 and s.file_id = f.file_id and not s.holds) as holds
from statement_file f
where f.center_id = $1 and f.kind = $2 and f.content_hash = $3;

-- name: take_lines
-- Take numbers for lines; whoever takes some is alone until the transaction ends.
insert into counter (center_id, name, next_value)
values ($1, $2, $3 + 1)
on conflict (center_id, name) do update set next_value = counter.next_value + $3
returning next_value - $3;

-- name: add_post_lines
-- Keep new lines of the post's list, those of closed days on the next; a code leads to its dossier.
insert into post_line (center_id, line_id, line_key, remittance_id, place, day, sent_on,
    amount_dong, dossier_code, item_code, receipt_number, kind, account, narration, found_by,
    stated_on)
select $1, l.line_id, l.line_key, l.remittance_id, l.place,
    case when l.day <= closed.last_on then closed.last_on + 1 else l.day end,
    l.sent_on, l.amount_dong,
    coalesce(l.dossier_code, s.dossier_code), l.item_code, l.receipt_number, l.kind, l.account,
    l.narration,
    case when l.dossier_code is not null then l.found_by
        when s.dossier_code is not null then 'item' end,
    case when l.day <= closed.last_on then l.day end
from unnest($2::stated_post_line[]) as l
cross join (select max(p.last_on) as last_on from period_standing p
    where p.center_id = $1 and p.is_closed) as closed
left join consignment s on s.center_id = $1 and l.dossier_code is null and s.code = l.item_code
order by l.line_id
on conflict on constraint post_line_once do nothing;

-- name: add_bank_lines
-- Keep lines of an account statement that are not known.
insert into bank_line (center_id, line_id, line_key, file_id, statement_place, place, account,
    booked_on, value_on, amount_dong, bank_reference, end_to_end_id, dossier_code, batch, narration,
    counterparty_sealed)
select $1, line_id, line_key, $2, statement_place, place, account, booked_on, value_on,
    amount_dong, bank_reference, end_to_end_id, dossier_code, batch, narration, counterparty_sealed
from unnest($3::stated_bank_line[])
order by line_id
on conflict on constraint bank_line_once do nothing;

-- name: add_file
-- Keep what is known of a file.
insert into statement_file (center_id, file_id, kind, format, name, content_hash, office_code,
    lines, repeated, set_aside, stored_at, login)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: add_statements
-- Keep the statements of a file.
insert into statement (center_id, file_id, place, account, currency, number, first_on, last_on,
    opening_dong, closing_dong, credit_dong, debit_dong, holds)
select $1, $2, s.place, s.account, s.currency, s.number, s.first_on, s.last_on, s.opening_dong,
    s.closing_dong, s.credit_dong, s.debit_dong, s.holds
from unnest($3::integer[], $4::text[], $5::text[], $6::text[], $7::date[], $8::date[],
    $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::boolean[])
    as s (place, account, currency, number, first_on, last_on, opening_dong, closing_dong,
        credit_dong, debit_dong, holds);

-- name: add_remittances
-- Keep the batches of a file with what their lines come to.
insert into remittance (center_id, remittance_id, file_id, batch, office_code, account,
    declared_dong, lines, lines_dong, sent_on)
select $1, remittance_id, $2, batch, $3, account, declared_dong, lines, lines_dong, sent_on
from unnest($4::uuid[], $5::text[], $6::text[], $7::bigint[], $8::integer[], $9::bigint[],
    $10::date[])
    as r (remittance_id, batch, account, declared_dong, lines, lines_dong, sent_on);

-- name: refresh_statistics
-- Tell the planner that lists have grown.
analyze post_line;
