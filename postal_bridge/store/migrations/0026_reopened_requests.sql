-- Acceptances of citizens' requests that may be taken back.

alter table carriage_request add column changed_form boolean not null default false;

-- Requests, and whether accepting one may be taken back: nothing was registered for it since.
create view carriage_request_told as
select r.*,
    r.state = 'accepted' and r.carried_by is null
        and not exists (select from consignment s
            where s.center_id = r.center_id and s.dossier_code = r.dossier_code
                and s.created_at >= r.closed_at
                and s.leg = case r.kind when 'pickup' then 'inbound' else 'outbound' end)
        and not exists (select from carriage_request o
            where o.center_id = r.center_id and o.kind = r.kind and o.state = 'open'
                and coalesce(o.dossier_code, o.consignment_code)
                    = coalesce(r.dossier_code, r.consignment_code)) as may_reopen
from carriage_request r;
