-- What a scan writes and nothing more, in one call: the scan, its event, the new standing.
create function bench_scan(
    the_center smallint, the_code text, first_office text, second_office text, person text
) returns integer language plpgsql as $$
declare
    now_at constant timestamptz := clock_timestamp();
    the_scan constant uuid := uuidv7();
    standing record;
    office text;
    link bytea;
begin
    select version, holder, last_hash into strict standing
    from custody where center_id = the_center and code = the_code for update;
    office := case standing.holder when first_office then second_office else first_office end;
    link := sha256(standing.last_hash);
    insert into scan (center_id, scan_id, content_hash, code_given, item_code, action, scanned_at,
        happened_at, received_at, login, office_code, outcome, content, answer)
    values (the_center, the_scan, link, the_code, the_code, 'arrive', now_at, now_at, now_at,
        person, office, 'recorded',
        jsonb_build_object('code', the_code, 'action', 'arrive', 'scanned_at', now_at),
        jsonb_build_object('code', null, 'detail', null, 'state', 'held', 'holder', office,
            'next_actions',
            '["go_out", "give", "pack", "arrive", "hold", "damage", "lose"]'::jsonb));
    insert into custody_event (center_id, code, sequence, kind, event, from_state, to_state,
        state_after, holder_after, happened_at, recorded_at, office_code, login, scan_id, detail,
        hash)
    values (the_center, the_code, standing.version + 1, 'consignment', 'arrived', 'held', 'held',
        'held', office, now_at, now_at, office, person, the_scan, '{}', link);
    update custody
    set state = 'held', holder = office, offered_to = null, bag_code = null, invitations = 0,
        invited_on = null, damaged = false, version = standing.version + 1, happened_at = now_at,
        last_hash = link
    where center_id = the_center and code = the_code;
    return standing.version + 1;
end
$$;
