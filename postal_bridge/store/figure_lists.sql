-- name: dossiers_of_figure
-- The dossiers that a figure of a period counts, the latest received first, from the one after a
-- place in the list.
select d.code, p.name as procedure_name, o.name as department_name, d.received_on, d.due_on,
    d.resolved_on, d.returned_on
from (
    -- All that is asked for is in the index by the day of receipt.
    select code
    from dossier
    where center_id = $1 and received_on <= $3 and (received_on, code) < ($6, $7)
        and ($5::text is null or department_code = $5)
        and case $4::text
            when 'carried_over' then
                received_on < $2 and (resolved_on is null or resolved_on >= $2)
            when 'received' then received_on >= $2
            when 'direct' then received_on >= $2 and received_via = 'direct'
            when 'online' then received_on >= $2 and received_via = 'online'
            when 'postal' then received_on >= $2 and received_via = 'postal'
            when 'resolved' then resolved_on between $2 and $3
            when 'early_or_on_time' then
                resolved_on between $2 and $3 and (due_on is null or resolved_on <= due_on)
            when 'early' then resolved_on between $2 and $3 and resolved_on < due_on
            when 'on_time' then
                resolved_on between $2 and $3 and (due_on is null or resolved_on = due_on)
            when 'late' then resolved_on between $2 and $3 and resolved_on > due_on
            when 'pending' then resolved_on is null or resolved_on > $3
            -- Nobody is late on a day on which the clock stood.
            when 'in_time' then (resolved_on is null or resolved_on > $3)
                and (due_on is null or due_on >= $3 or stood @> $3)
            when 'overdue' then (resolved_on is null or resolved_on > $3) and due_on < $3
                and stood @> $3 is not true
            when 'returned' then returned_on between $2 and $3
            when 'returned_counter' then
                returned_on between $2 and $3 and coalesce(returned_via, 'counter') = 'counter'
            when 'returned_postal' then
                returned_on between $2 and $3 and returned_via = 'postal'
            when 'returned_online' then
                returned_on between $2 and $3 and returned_via = 'online'
            when 'rated' then rated_on between $2 and $3
            when 'very_satisfied' then
                rated_on between $2 and $3 and satisfaction = 'very_satisfied'
            when 'satisfied' then rated_on between $2 and $3 and satisfaction = 'satisfied'
            when 'dissatisfied' then rated_on between $2 and $3 and satisfaction = 'dissatisfied'
        end
    order by received_on desc, code desc
    limit $8
) listed
join dossier d on d.center_id = $1 and d.code = listed.code
join procedure p on p.center_id = d.center_id and p.code = d.procedure_code
join office o on o.center_id = d.center_id and o.code = d.department_code
order by d.received_on desc, d.code desc;
