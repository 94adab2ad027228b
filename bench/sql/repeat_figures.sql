-- Lets the figures of the centre $1 reach back $2 times three years more, with three times as many
-- dossiers in each of them as in the last three.
insert into dossier_figures
select center_id, grain, (starts_on - earlier * interval '3 years')::date, department_code,
    procedure_code, received_via, received * 3, early * 3, on_time * 3, late * 3,
    returned_counter * 3, returned_postal * 3, returned_online * 3, very_satisfied * 3,
    satisfied * 3, dissatisfied * 3, became_overdue * 3, overdue_ended * 3
from dossier_figures, generate_series(1, $2) as earlier
where center_id = $1
-- A 29 February falls on the day before in other years.
on conflict do nothing
