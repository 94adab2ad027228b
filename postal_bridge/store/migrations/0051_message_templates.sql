-- The wordings of messages that a centre made its own, each from a day on.

create table message_template (
    center_id smallint not null,
    kind text not null,
    language text not null,
    version integer not null,
    valid_from date not null,
    subject text not null,
    body text not null,
    short text not null,
    zalo_template text,
    zalo_facts text[] not null default '{}',
    kept_at timestamptz not null,
    kept_by text not null,
    constraint message_template_pk primary key (center_id, kind, language, version),
    constraint message_template_day unique (center_id, kind, language, valid_from),
    constraint message_template_language check (language in ('vi', 'en')),
    constraint message_template_version check (version >= 1)
);
