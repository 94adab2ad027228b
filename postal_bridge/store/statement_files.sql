-- name: list_files
-- The files of a centre, or those of one post office, before a place, the newest first.
select file_id, kind, format, name, office_code, lines, repeated,
    jsonb_array_length(set_aside) as problems, stored_at, login
from statement_file
where center_id = $1 and ($2::text is null or (kind = 'post' and office_code = $2))
    and (stored_at, file_id) < ($3, $4)
order by stored_at desc, file_id desc
limit $5;

-- name: find_file
-- A file with the lines that were set aside.
select file_id, kind, format, name, office_code, lines, repeated,
    jsonb_array_length(set_aside) as problems, stored_at, login, set_aside
from statement_file
where center_id = $1 and file_id = $2
    and ($3::text is null or (kind = 'post' and office_code = $3));

-- name: statements_of_file
-- The statements of a file in their order, and whether each begins with what one of its account
-- ended with on the same day or on the last day before, whenever that came.
select s.place, s.account, s.currency, s.number, s.first_on, s.last_on, s.opening_dong,
    s.closing_dong, s.credit_dong, s.debit_dong, s.holds,
    (select bool_or(before.closing_dong = s.opening_dong)
        from statement before
        where before.center_id = $1 and before.account = s.account
            and before.closing_dong is not null
            and (before.file_id, before.place) <> (s.file_id, s.place)
            and (before.last_on = (select max(earlier.last_on) from statement earlier
                    where earlier.center_id = $1 and earlier.account = s.account
                        and earlier.closing_dong is not null and earlier.last_on < s.first_on)
                or (before.last_on = s.first_on
                    and before.opening_dong is distinct from s.closing_dong))) as follows
from statement s
where s.center_id = $1 and s.file_id = $2
order by s.place
limit $3;

-- name: remittances_of_file
-- The batches of a file that brought any line no other file had, and whether a credit has come.
select r.remittance_id, r.batch, r.office_code, r.account, r.declared_dong, r.lines, r.lines_dong,
    r.sent_on,
    own.oldest_on, g.remittance_id is not null as credited,
    (select max(b.booked_on) from credited_line c
        join bank_line b on b.center_id = $1 and b.line_id = c.line_id
        where c.center_id = $1 and c.group_id = g.group_id) as credited_on
from remittance r
cross join lateral (
    select min(l.day) as oldest_on
    from post_line l
    where l.center_id = $1 and l.remittance_id = r.remittance_id) as own
left join credited_remittance g on g.center_id = $1 and g.remittance_id = r.remittance_id
where r.center_id = $1 and r.file_id = $2 and own.oldest_on is not null
order by r.sent_on, r.batch
limit $3;

-- name: mapping_of
-- What the headings of files of a kind mean.
select columns from statement_mapping where center_id = $1 and kind = $2;

-- name: put_mapping
-- Keep what the headings of files of a kind mean.
insert into statement_mapping (center_id, kind, columns, kept_at, login)
values ($1, $2, $3, $4, $5)
on conflict (center_id, kind)
do update set columns = excluded.columns, kept_at = excluded.kept_at, login = excluded.login;
