-- The same scan as three statements; the event comes first, because the standing has to follow it.
begin;
with standing as (
    select code, version, last_hash,
        case holder when :first_office then :second_office else :first_office end as office
    from custody
    where center_id = :center and code = 'EV' || :serial || :check || 'VN'
    for update
)
insert into custody_event (center_id, code, sequence, kind, event, from_state, to_state,
    state_after, holder_after, happened_at, recorded_at, office_code, login, scan_id, detail, hash)
select :center, code, version + 1, 'consignment', 'arrived', 'held', 'held', 'held', office, now(),
    now(), office, :login, uuidv7(), '{}', sha256(last_hash)
from standing
returning scan_id, office_code, encode(hash, 'hex') as hash \gset
insert into scan (center_id, scan_id, content_hash, code_given, item_code, action, scanned_at,
    happened_at, received_at, login, office_code, outcome, content, answer)
values (:center, :scan_id, decode(:hash, 'hex'), 'EV' || :serial || :check || 'VN',
    'EV' || :serial || :check || 'VN', 'arrive', now(), now(), now(), :login, :office_code,
    'recorded',
    jsonb_build_object('code', 'EV' || :serial || :check || 'VN', 'action', 'arrive',
        'scanned_at', now()),
    jsonb_build_object('code', null, 'detail', null, 'state', 'held', 'holder', :office_code::text,
        'next_actions', '["go_out", "give", "pack", "arrive", "hold", "damage", "lose"]'::jsonb));
update custody
set state = 'held', holder = :office_code, offered_to = null, bag_code = null, invitations = 0,
    invited_on = null, damaged = false, version = version + 1, happened_at = now(),
    last_hash = decode(:hash, 'hex')
where center_id = :center and code = 'EV' || :serial || :check || 'VN';
commit;
