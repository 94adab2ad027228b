-- name: beneficiary_accounts
-- The accounts at which centres are paid on a day, by the code of the centre.
select value
from rule
where name = 'beneficiary_accounts' and effective_from <= $1
order by effective_from desc
limit 1;

-- name: put_beneficiary
-- Keep the account of one centre from a day on, beside those of the others.
insert into rule (name, effective_from, value, source)
select 'beneficiary_accounts', $1,
    coalesce(
        (select r.value from rule r
            where r.name = 'beneficiary_accounts' and r.effective_from <= $1
            order by r.effective_from desc limit 1),
        '{}') || $2::jsonb,
    $3
on conflict (name, effective_from)
do update set value = rule.value || $2::jsonb, source = excluded.source;
