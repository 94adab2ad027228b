-- name: dossiers_to_forget
-- Dossiers that ended before a day and whose every consignment was registered before a moment, as
-- long as anything of them names people.
select d.code
from dossier d
where d.center_id = $1 and d.status in (1, 3, 8, 10)
    and greatest(d.returned_on, d.resolved_on, d.received_on, d.announced_at::date) < $2
    and (d.forgotten_on is null or d.filer_name is not null or d.filer_phone_index is not null)
    and not exists (select from consignment s
        where s.center_id = $1 and s.dossier_code = d.code and s.created_at >= $3)
order by d.code
limit $4
for update of d skip locked;

-- name: forget_filers
-- Forget who filed dossiers, and note the day.
update dossier
set filer_name = null, filer_phone_sealed = null, filer_phone_index = null,
    filer_address_sealed = null, filer_address_index = null, filer_email_sealed = null,
    forgotten_on = $3
where center_id = $1 and code = any($2::text[]);

-- name: forget_notes
-- Forget what was noted with steps, but for the note by which a step was taken back.
update dossier_step set note = null
where center_id = $1 and dossier_code = any($2::text[]) and note is not null
    and right(note, 7) <> ' undone';

-- name: forget_words
-- Remove what citizens wrote with their ratings.
delete from rating_word where center_id = $1 and dossier_code = any($2::text[]);

-- name: forget_parties
-- Forget to whom consignments of dossiers went; return their codes.
update consignment set party_sealed = null, phone_index = null
where center_id = $1 and dossier_code = any($2::text[])
returning code;

-- name: loose_consignments
-- Consignments of no dossier that ended, were registered before a moment, and name somebody.
select s.code
from consignment s
join custody c on c.center_id = s.center_id and c.code = s.code
where s.center_id = $1 and s.dossier_code is null and s.party_sealed is not null
    and s.created_at < $2 and c.state in ('delivered', 'returned', 'lost', 'opened')
order by s.code
limit $3;

-- name: forget_loose
-- Forget to whom given consignments went.
update consignment set party_sealed = null, phone_index = null
where center_id = $1 and code = any($2::text[]);

-- name: forget_recipients
-- Forget who took what scans of given things say was handed over.
update scan s set recipient_sealed = null
from custody_event e
where s.center_id = $1 and e.center_id = $1 and e.code = any($2::text[])
    and s.scan_id = e.scan_id and s.recipient_sealed is not null;

-- name: forget_refused_recipients
-- Forget the same of scans of given things that were refused.
update scan s set recipient_sealed = null
where s.center_id = $1 and s.item_code = any($2::text[]) and s.outcome = 'refused'
    and s.recipient_sealed is not null;

-- name: forget_pictures
-- Forget what proofs of scans of given things show.
update scan_proof p set picture_sealed = null
from scan s
where p.center_id = $1 and s.center_id = $1 and s.item_code = any($2::text[])
    and s.content ? 'proofs' and p.scan_id = s.scan_id and p.picture_sealed is not null;

-- name: requests_of
-- The requests for carriage of given dossiers or consignments.
select request_id from carriage_request
where center_id = $1 and (dossier_code = any($2::text[]) or consignment_code = any($3::text[]))
order by request_id;

-- name: keep_contacts
-- Put other contacts into the place of those of requests.
update carriage_request r set contact_sealed = given.sealed
from unnest($2::uuid[], $3::bytea[]) as given (request_id, sealed)
where r.center_id = $1 and r.request_id = given.request_id;

-- name: messages_of
-- The messages about given dossiers.
select message_id from message
where center_id = $1 and dossier_code = any($2::text[])
order by message_id;

-- name: keep_addresses
-- Put other addresses into the place of those of messages, and let nobody be found by them.
update message m
set addresses_sealed = given.sealed, recipient_index = null, phone_index = null,
    email_index = null
from unnest($2::uuid[], $3::bytea[]) as given (message_id, sealed)
where m.center_id = $1 and m.message_id = given.message_id;

-- name: drop_incoming
-- Remove the calls that other parties made before a moment.
delete from incoming_call where center_id = $1 and received_at < $2;

-- name: forget_captures
-- Forget what documents of others said that were read and came before a moment.
update capture set body_sealed = null
where center_id = $1 and created_at < $2 and finished_at is not null and body_sealed is not null;

-- name: forget_carrier_words
-- Forget the words with which carriers reported something before a moment.
update carrier_report set said_sealed = null
where center_id = $1 and received_at < $2 and said_sealed is not null;

-- name: forget_order_words
-- Forget the words with which carriers answered orders that were wanted before a moment.
update carrier_order set said = null
where center_id = $1 and wanted_at < $2 and said is not null;
