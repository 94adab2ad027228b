-- name: transit_norms
-- How long the post may take, the newest first, each in force until the next: a centre's own norms,
-- and before the first of them the law's.
select r.effective_from as valid_from, (r.value ->> 'within_district')::smallint as within_district,
    (r.value ->> 'between_districts')::smallint as between_districts,
    (r.value ->> 'between_cities')::smallint as between_cities,
    (r.value ->> 'inter_province')::smallint as inter_province,
    (s.value ->> 'within_district')::smallint as within_district_slip,
    (s.value ->> 'between_districts')::smallint as between_districts_slip,
    (s.value ->> 'between_cities')::smallint as between_cities_slip,
    (s.value ->> 'inter_province')::smallint as inter_province_slip,
    null as source
from rule r
join rule s on s.name = 'transit_norm_slip_days' and s.effective_from = r.effective_from
where r.name = 'transit_norm_days' and r.effective_from < coalesce(
    (select min(n.valid_from) from transit_norm n where n.center_id = $1), 'infinity')
union all
select valid_from, within_district, between_districts, between_cities, inter_province,
    within_district_slip, between_districts_slip, between_cities_slip, inter_province_slip, source
from transit_norm
where center_id = $1
order by 1 desc;

-- name: put_norms
-- Keep norms from a day on, in place of those from that day.
insert into transit_norm (center_id, valid_from, within_district, between_districts,
    between_cities, inter_province, within_district_slip, between_districts_slip,
    between_cities_slip, inter_province_slip, source)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (center_id, valid_from)
do update set within_district = excluded.within_district,
    between_districts = excluded.between_districts, between_cities = excluded.between_cities,
    inter_province = excluded.inter_province,
    within_district_slip = excluded.within_district_slip,
    between_districts_slip = excluded.between_districts_slip,
    between_cities_slip = excluded.between_cities_slip,
    inter_province_slip = excluded.inter_province_slip, source = excluded.source;

-- name: drop_norms
-- Take away the norms that begin to hold on a day.
delete from transit_norm where center_id = $1 and valid_from = $2;

-- name: zones_of
-- The offices of a centre that work, and the zones they lie in.
select o.code, o.name, o.kind, z.zone
from office o
left join office_zone z on z.center_id = o.center_id and z.office_code = o.code
where o.center_id = $1 and o.active
order by o.kind, o.code;

-- name: put_in_zone
-- Say in which zone an office lies.
insert into office_zone (center_id, office_code, zone)
values ($1, $2, $3)
on conflict (center_id, office_code) do update set zone = excluded.zone;

-- name: take_out_of_zone
-- Say that it is not known in which zone an office lies.
delete from office_zone where center_id = $1 and office_code = $2;
