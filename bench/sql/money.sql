-- A centre whose post collected money on many dossiers, and lists of nearly all of it.
-- Of a thousand dossiers 980 and more fit; the others are spread over the classes.
insert into procedure (center_id, code, name) values ($1, '1.000001', 'Thủ tục mẫu');

insert into agency_account (center_id, office_code, account, holder, valid_from)
values ($1, 'SO1', '1010101010', 'SO MAU', date '2025-01-01');

insert into dossier (center_id, code, procedure_code, department_code, received_via, announced_at,
    status, updated_at)
select $1, 'H90.' || lpad((g % 1000)::text, 4, '0') || '-250101-' || lpad((g / 1000)::text, 5, '0'),
    '1.000001', 'SO1', 'postal', now(), 1, now()
from generate_series(1, $2) as g;

insert into collection (center_id, collection_id, dossier_code, source, amount_dong, method,
    collected_on, office_code, recorded_at)
select $1, gen_random_uuid(),
    'H90.' || lpad((g % 1000)::text, 4, '0') || '-250101-' || lpad((g / 1000)::text, 5, '0'),
    'import', 50000 + g % 777, 'unstated', date '2025-01-06' + g % 5, 'H90.BC', now()
from generate_series(1, $2) as g
order by hashint4(g);

insert into collection_part (center_id, collection_id, kind, amount_dong)
select center_id, collection_id, 'fee', amount_dong from collection where center_id = $1;

insert into collection (center_id, collection_id, dossier_code, source, amount_dong, method,
    collected_on, office_code, reverses, recorded_at)
select $1, gen_random_uuid(), dossier_code, source, -amount_dong, method, collected_on,
    office_code, collection_id, now()
from collection
where center_id = $1 and dossier_code like 'H90.0985-%';

insert into statement_file (center_id, file_id, kind, format, name, content_hash, office_code,
    lines, repeated, set_aside, stored_at, login)
values ($1, '00000000-0000-0000-0000-000000000001', 'post', 'csv', 'list.csv', '\x00', 'H90.BC',
    0, 0, '[]', now(), '-');

insert into remittance (center_id, remittance_id, file_id, batch, office_code, lines, lines_dong,
    sent_on)
select $1, ('00000000-0000-0000-0000-0000000001' || lpad(batch::text, 2, '0'))::uuid,
    '00000000-0000-0000-0000-000000000001', batch::text, 'H90.BC', 0, 0, date '2025-01-10'
from generate_series(0, 19) as batch;

insert into post_line (center_id, line_id, line_key, remittance_id, place, day, sent_on,
    amount_dong, dossier_code, kind, account, found_by)
select $1, row_number() over (order by hashint4(g * 3 + again)), gen_random_uuid(),
    ('00000000-0000-0000-0000-0000000001' || lpad((g % 20)::text, 2, '0'))::uuid, g,
    date '2025-01-06' + g % 5,
    case when g % 1000 = 982 then date '2025-06-02' else date '2025-01-10' end,
    50000 + g % 777 + case g % 1000 when 980 then -100 when 981 then 100 else 0 end,
    case when g % 1000 = 987 then null
        else 'H90.' || lpad((g % 1000)::text, 4, '0') || '-250101-'
            || case when g % 1000 = 986 then '9' else '' end || lpad((g / 1000)::text, 5, '0')
    end,
    case when g % 1000 = 983 then 'charge' end,
    case when g % 1000 = 984 then '2020202020' end,
    case when g % 1000 = 987 then null else 'reference' end
from generate_series(1, $2) as g
join lateral generate_series(0, case when g % 1000 in (100, 200, 300, 400) then 1 else 0 end)
    as again on true;
