-- Links by which a dossier is rated without tracking it, and the screens at counters.

-- One link of a dossier, however often it is sent or printed; of its token a hash is kept, so that
-- whoever reads the table rates nothing.
create table rating_link (
    center_id smallint not null,
    dossier_code text not null,
    token_hash bytea not null,
    expires_at timestamptz not null,
    constraint rating_link_pk primary key (center_id, dossier_code),
    constraint rating_link_token_unique unique (center_id, token_hash),
    constraint rating_link_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code)
);

-- A tablet at a counter: it asks about the dossier that was just returned, for a while.
create table rating_screen (
    center_id smallint not null,
    screen_id uuid not null,
    name text not null,
    token_hash bytea not null,
    dossier_code text,
    shown_until timestamptz,
    constraint rating_screen_pk primary key (center_id, screen_id),
    constraint rating_screen_name_unique unique (center_id, name),
    constraint rating_screen_token_unique unique (center_id, token_hash),
    constraint rating_screen_center foreign key (center_id) references center (center_id),
    constraint rating_screen_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code),
    constraint rating_screen_shown_whole
        check ((dossier_code is null) = (shown_until is null))
);
