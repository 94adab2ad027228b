-- Fills one centre as a province has it after three years: `here` says which, at which moment, and
-- which key a phone has that is looked for. Every code is one that the service reads.
-- Keys and triggers are not asked: half an hour of them would say that what stands here agrees.
set session_replication_role = replica;

create function pg_temp.checked(serial bigint) returns text language sql immutable as $$
    select digits || case weighed when 10 then 0 when 11 then 5 else weighed end
    from (select lpad(serial::text, 8, '0')) as padded (digits), lateral (
        select 11 - sum(substr(digits, place::integer, 1)::integer * weight) % 11
        from unnest('{8,6,4,2,3,5,9,7}'::integer[]) with ordinality as digit (weight, place)
    ) as summed (weighed)
$$;

insert into office (center_id, code, kind, name, created_at)
select center_id, code, kind, name, now from here,
    (select 'SO' || to_char(n, 'FM00'), 'department',
        'Ban Quản lý Khu kinh tế cửa khẩu và các khu công nghiệp tỉnh ' || n
    from generate_series(1, 16) as n
    union all
    select 'BC' || to_char(n, 'FM00'), 'post', 'Bưu cục Đo Thử số ' || n
    from generate_series(1, 40) as n) as office (code, kind, name);

insert into person (login, center_id, office_code, role, full_name, created_at)
select 'nguoi.' || n, center_id, 'BC' || to_char(n % 40 + 1, 'FM00'), 'post',
    'Nguyễn Thị Thanh Huyền Trân Châu Ngọc Bích Phương ' || n, now
from here, generate_series(1, 2000) as n;

insert into procedure (center_id, code, name, department_code)
select center_id, 'TT.' || to_char(n, 'FM0000'), 'Cấp giấy chứng nhận mẫu cho ví dụ số ' || n,
    'SO' || to_char(n % 16 + 1, 'FM00')
from here, generate_series(0, 1999) as n;

-- One in twenty is under way, received in the last 45 days; one in two thousand is announced.
insert into dossier (center_id, code, procedure_code, department_code, service_form, received_via,
    announced_at, received_at, received_on, due_on, resolved_on, returned_on, returned_via, status,
    filer_name, filer_phone_index, fee_dong, satisfaction, rated_on, updated_at)
select center_id, '000.00.' || to_char(n % 16 + 1, 'FM00') || '.' || center_code || '-'
        || to_char(day, 'YYMMDD') || '-' || to_char(n % 1000000, 'FM000000'),
    'TT.' || to_char(n * 7 % 2000, 'FM0000'), 'SO' || to_char(n % 16 + 1, 'FM00'),
    case when n % 4 = 0 then 'BOTH' end, (array['direct', 'direct', 'online', 'postal'])[n % 4 + 1],
    day, case when not announced then day end, case when not announced then day end,
    case when not announced then day + 7 end, case when done then day + n % 10 end,
    case when done and n % 40 <> 1 then day + n % 10 end,
    case when done and n % 40 <> 1 then (array['counter', 'postal', 'online'])[n % 3 + 1] end,
    case when announced then 1 when done then 9 + (n % 40 <> 1)::integer
        when n % 100 = 0 then 2 else 4 end,
    (array['Nguyễn', 'Trần', 'Lê', 'Nguyễn', 'Phạm', 'Nguyễn', 'Hoàng', 'Vũ', 'Nguyễn', 'Đặng'])
        [(n + n / 20 * 7) % 10 + 1] || ' '
    || (array['Văn', 'Thị', 'Minh', 'Thị Thanh', 'Ngọc', 'Nguyễn', 'Đức'])[n * 31 % 7 + 1] || ' '
    || (array['An', 'Bình', 'Huyền', 'Ví Dụ', 'Mẫu', 'Minh Họa', 'Phương', 'Trân Châu', 'Hòa',
        'Lan', 'Ánh', 'Tâm', 'Sơn', 'Yến', 'Khánh', 'Oanh', 'Quý', 'Ước', 'Xuân'])[n * 13 % 19 + 1],
    case when n % 50000 = 3 then phone else decode(md5('phone ' || n % 700000), 'hex') end,
    case when n % 5 = 0 then 50000 end, case when done and n % 40 = 2 then 'satisfied' end,
    case when done and n % 40 = 2 then day + 10 end, day
from (select *, n % 20 <> 0 and not n % 2000 = 11 as done, n % 2000 = 11 as announced,
        today - case when n % 20 = 0 or n % 2000 = 11 then n / 20 % 45 else 11 + n % 1084 end as day
    from here, generate_series(1, dossiers) as n) as numbered;

-- `open` counts what is under way. Two fifths of it lie at the first post office, a fifth at the
-- centre, the rest at other offices.
create temporary table thing as
select n, open, 'EV' || pg_temp.checked(10000000 + n) || 'VN' as code, leg, state, holder,
    case when state = 'offered' then coalesce(nullif(next_office, holder), 'BC02') end
        as offered_to,
    case leg when 'outbound' then 'citizen' when 'transfer_out' then department
        else center_code end as destination,
    case when open is null then 3 else 2 end as version,
    now - case when open is null then 10 + n % 1000 else open % 12 end * interval '1 day'
        - n % 80000 * interval '1 second' as happened_at
from (select *, 'SO' || to_char(n % 16 + 1, 'FM00') as department,
        case when open is null then 'BC' || to_char(n % 40 + 1, 'FM00') else
            (array['BC01', 'BC01', center_code, 'BC' || to_char(open / 5 % 39 + 2, 'FM00'),
                case when open % 4 = 0 then 'citizen' else 'SO' || to_char(n % 16 + 1, 'FM00') end
            ])[open % 5 + 1] end as holder,
        case when open is null then
            (array['inbound', 'transfer_out', 'transfer_back', 'outbound'])[n % 4 + 1] else
            (array['outbound', 'outbound', (array['transfer_out', 'outbound'])[open / 5 % 2 + 1],
                'inbound', case when open % 4 = 0 then 'inbound' else 'transfer_back' end
            ])[open % 5 + 1] end as leg,
        case when open is null then 'delivered' when open % 5 = 4 and open % 4 = 0 then 'registered'
            when open % 5 < 2 then (array['held', 'held', 'held', 'held', 'held', 'held',
                'attempted', 'waiting', 'out', 'offered'])[open / 5 % 10 + 1]
            when open % 5 = 2 then
                (array['registered', 'held', 'held', 'held', 'offered'])[open / 10 % 5 + 1]
            else (array['held', 'held', 'held', 'offered'])[open / 5 % 4 + 1] end as state,
        (array['BC01', 'BC01', 'BC01', 'BC01', center_code])[open % 5 + 1] as next_office
    from (select *, nullif(greatest(n - closed, 0), 0) as open
        from here, generate_series(1, closed + opened) as n) as counted) as placed;
insert into custody (center_id, code, kind, leg, origin, destination, state, holder, offered_to,
    version, happened_at, last_hash)
select center_id, code, 'consignment', leg, center_code, destination, state, holder, offered_to,
    version, happened_at, '\x00'
from here, thing;
analyze thing;
insert into custody_event (center_id, code, sequence, kind, event, from_state, to_state,
    state_after, holder_after, happened_at, recorded_at, office_code, login, detail, hash)
select center_id, code, sequence, 'consignment',
    case when sequence = 1 then 'registered' when state = 'out' then 'went_out'
        when sequence = 3 then 'delivered' else 'arrived' end,
    'held', 'held', case sequence when version then state else 'held' end, holder,
    happened_at - (version - sequence) * interval '1 hour', happened_at,
    case when holder = 'citizen' then 'BC01' else holder end, 'nguoi.' || n % 30 * 40 + 40, '{}',
    '\x00'
from here, thing, generate_series(1, version) as sequence;

-- Every second dossier from the latest on has a consignment, as far as there are any.
insert into consignment (center_id, code, leg, dossier_code, procedure_code, post_office,
    phone_index, collect_dong, posted_on, norm_on, reached_on, created_at, created_by,
    created_office)
select center_id, t.code, t.leg, d.code, d.procedure_code,
    case when holder = 'citizen' then 'BC01' when holder like 'BC%' then holder end,
    d.filer_phone_index, case when t.n % 3 = 0 then 50000 else 0 end, t.happened_at::date,
    t.happened_at::date + 3, case when open is null then t.happened_at::date + t.n % 5 end,
    t.happened_at, 'nguoi.40', 'BC01'
from here, thing as t
join (select code, procedure_code, filer_phone_index,
        row_number() over (order by received_on desc nulls first, code) as rank
    from dossier where center_id = (select center_id from here)) as d
    on d.rank = 2 * ((select max(n) from thing) - t.n);

insert into paper (center_id, consignment_code, position, name, form, quantity)
select center_id, code, position, 'Giấy tờ mẫu số ' || position, 'original', 1
from here, thing, generate_series(1, 3) as position
where n % 4 = 0;

-- Bags: all but the last 300 were opened and counted; one holds as much as a bag may.
create temporary table bag as
select n, 'BAG-' || center_code || '-' || pg_temp.checked(n) as code,
    case when n <= bags - 300 then 'opened' else (array['packing', 'sealed', 'offered'])[n % 3 + 1]
        end as state,
    case when n <= bags - 320 then 'SO' || to_char(n % 16 + 1, 'FM00')
        when n <= bags - 300 then 'BC01' else center_code end as holder,
    'SO' || to_char(n % 16 + 1, 'FM00') as destination,
    now - (bags - n) * interval '1 hour' as happened_at
from here, generate_series(1, bags) as n;
analyze bag;
insert into custody (center_id, code, kind, origin, destination, state, holder, offered_to, version,
    happened_at, last_hash)
select center_id, code, 'bag', center_code, destination, state, holder,
    case when state = 'offered' then destination end, 1, happened_at, '\x00'
from here, bag;
insert into custody_event (center_id, code, sequence, kind, event, from_state, to_state,
    state_after, holder_after, happened_at, recorded_at, office_code, login, detail, hash)
select center_id, code, 1, 'bag', 'sealed', 'packing', 'sealed', state, holder, happened_at,
    happened_at, holder, 'nguoi.40', '{}', '\x00'
from here, bag;
insert into manifest (center_id, code, from_office, to_office, seal_number, created_at, created_by,
    checked_at)
select center_id, code, center_code, destination, 'NP' || n, happened_at, 'nguoi.40',
    case when n <= bags - 320 then now end
from here, bag;
insert into manifest_line (center_id, manifest_code, item_code, expected, packed_at)
select center_id, b.code, t.code, true, now
from here, bag as b
cross join lateral generate_series(0, case b.n when 1 then 499 else 9 end) as place
join thing as t on t.n = b.n * 20 + place;
update custody c set bag_code = b.code
from here, thing as t, bag as b
where c.center_id = here.center_id and c.code = t.code and open % 10 in (2, 5) and open / 10 % 5 = 1
    and b.n = bags - case when open % 10 = 2 then open % 300 else 300 + open % 20 end;

insert into collection (center_id, collection_id, dossier_code, source, amount_dong, method,
    collected_on, office_code, login, recorded_at)
select center_id, gen_random_uuid(), dossier_code, 'scan', 50000 + n, 'cash',
    today - (n / 2000)::integer, case when n % 2 = 0 then 'BC01' else 'BC02' end,
    'nguoi.' || n % 30 * 40 + 40, now - n / 2000 * interval '1 day'
from here, (select dossier_code, row_number() over () as n from consignment
    where center_id = (select center_id from here) and dossier_code is not null
    limit 200000) as carried;

insert into difference (center_id, difference_id, kind, code, office_code, detail, opened_at,
    closed_at, closed_by, resolution)
select center_id, gen_random_uuid(), 'collection', code,
    case when n % 2 = 0 then 'BC01' when n % 8 = 1 then 'SO01' else center_code end,
    '{"asked_dong": 50000, "taken_dong": 20000}', happened_at,
    case when open is null then happened_at end, case when open is null then 'nguoi.40' end,
    case when open is null then 'đã thu đủ' end
from here, thing where n % 8 in (0, 1, 3, 5) and (open is null) = (n % 5 = 0) and n % 3 = 0;

insert into scan (center_id, scan_id, content_hash, code_given, item_code, action, scanned_at,
    happened_at, received_at, login, office_code, outcome, refusal, content, answer)
select center_id, gen_random_uuid(), '\x00', code, code, 'arrive', happened_at, happened_at,
    happened_at, 'nguoi.40', case when n % 2 = 0 then 'BC01' else center_code end,
    case when n % 9 = 0 then 'refused' else 'recorded' end,
    case when n % 9 = 0 then 'wrong_state' end, '{}', '{"detail": "không hợp với trạng thái"}'
from here, thing;

insert into dossier_step (center_id, dossier_code, step_id, from_status, status, happened_at,
    recorded_at, login, office_code)
select center_id, code, gen_random_uuid(), 1, 2, updated_at, updated_at, 'nguoi.40',
    case when received_via = 'postal' and right(code, 2) = '07' then 'BC01' else center_code end
from here, (select code, updated_at, received_via from dossier
    where center_id = (select center_id from here) and received_via in ('direct', 'postal')) as d;

insert into admin_change (center_id, change_id, at, login, what, detail)
select center_id, gen_random_uuid(), now - n * interval '1 minute', 'nguoi.40', 'person_added',
    '{"login": "nguoi.40"}'
from here, generate_series(1, 50000) as n;

-- No trigger noted the dossiers, so they are noted here, to be folded into the figures of reports.
insert into dossier_change (center_id, weight, department_code, procedure_code, received_via,
    received_on, due_on, resolved_on, returned_on, returned_via, satisfaction, rated_on, stood)
select center_id, 1, department_code, procedure_code, received_via, received_on, due_on,
    resolved_on, returned_on, returned_via, satisfaction, rated_on, stood
from dossier natural join here where received_on is not null;

set session_replication_role = origin;
