-- name: lock_centers
-- Lets one process at a time number a new centre; readers are not held up.
lock table center in share row exclusive mode;

-- name: add_center
-- Adds a centre under the next number, unless its code is known.
insert into center (center_id, code, name, created_at, sandbox)
select coalesce(max(center_id), 0) + 1, $1, $2, $3, $4 from center
on conflict (code) do nothing
returning center_id, code, name, time_zone, sandbox;

-- name: center_by_code
-- Finds a centre by the unit code of its province.
select center_id, code, name, time_zone, sandbox from center where code = $1;

-- name: all_centers
-- Lists every centre in the order of their codes.
select center_id, code, name, time_zone, sandbox from center order by code;

-- name: add_office
-- Adds an office to a centre, unless its code is known there.
insert into office (center_id, code, kind, name, created_at)
values ($1, $2, $3, $4, $5)
on conflict (center_id, code) do nothing
returning code, kind, name, active;

-- name: offices_after
-- Lists the offices of a centre in the order of their codes, from the one after a given code.
select code, kind, name, active from office
where center_id = $1 and code > $2
order by code
limit $3;

-- name: change_office
-- Changes what is given of an office of a centre and leaves what is null.
update office set name = coalesce($3, name), active = coalesce($4, active)
where center_id = $1 and code = $2
returning code, kind, name, active;

-- name: is_office_in_use
-- Tells whether anything lies at an office or is on its way to its hands, or anybody works there.
select exists (select from custody
        where center_id = $1 and holder = $2
            and state not in ('delivered', 'returned', 'lost', 'opened'))
    or exists (select from custody where center_id = $1 and offered_to = $2)
    or exists (select from person where center_id = $1 and office_code = $2 and active);

-- name: offices_of_code
-- Finds the offices of one code, in one centre or (where that is null) in all.
select center.center_id, center.code as center_code, center.name as center_name, time_zone,
    sandbox, office.code, office.kind, office.name, office.active
from office
join center on center.center_id = office.center_id
where office.code = $1 and ($2::text is null or center.code = $2)
order by center.code;

-- name: add_person
-- Adds a person to an office, unless the login is taken.
insert into person (login, center_id, office_code, role, full_name, password_hash, created_at,
    supervises)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (login) do nothing
returning login, center_id, office_code, role, full_name, password_hash, active,
    supervises;

-- name: person_by_login
-- Finds whoever has a login, in whichever centre.
select login, center_id, office_code, role, full_name, password_hash, active,
    supervises
from person where login = $1;

-- name: people_after
-- Lists the people of a centre in the order of their logins, from the one after a given login.
select login, center_id, office_code, role, full_name, password_hash, active,
    supervises
from person
where center_id = $1 and login > $2
order by login
limit $3;

-- name: change_person
-- Changes what is given of a person of a centre and leaves what is null.
update person set
    full_name = coalesce($3, full_name),
    password_hash = coalesce($4, password_hash),
    active = coalesce($5, active),
    role = coalesce($6, role),
    office_code = coalesce($7, office_code),
    -- Whoever comes to another office starts there as one of the others, unless it is said.
    supervises = coalesce($8, supervises
            and coalesce($7, office_code) = office_code)
        and coalesce($6, role) in ('post', 'center', 'department')
where center_id = $1 and login = $2
returning login, center_id, office_code, role, full_name, password_hash, active,
    supervises;

-- name: supervisors_of
-- The people who supervise an office and can sign in, by login.
select login, full_name from person
where center_id = $1 and office_code = $2 and supervises and active
order by login;

-- name: hold_password
-- Makes whoever changes the password wait, if it is still the one that was looked at.
select login from person where login = $1 and password_hash = $2 and active
for no key update;

-- name: replace_hash
-- Keeps a password hashed anew.
update person set password_hash = $2 where login = $1;
