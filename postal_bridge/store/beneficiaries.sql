-- name: beneficiary_accounts
-- The accounts of one kind at which is paid on a day, by the code of the centre.
select value
from rule
where name = $1 and effective_from <= $2
order by effective_from desc
limit 1;

-- name: put_beneficiary
-- Keep the account of one kind of one centre from a day on, beside those of the others.
insert into rule (name, effective_from, value, source)
select $1, $2,
    coalesce(
        (select r.value from rule r
            where r.name = $1 and r.effective_from <= $2
            order by r.effective_from desc limit 1),
        '{}') || $3::jsonb,
    $4
on conflict (name, effective_from)
do update set value = rule.value || $3::jsonb, source = excluded.source;
