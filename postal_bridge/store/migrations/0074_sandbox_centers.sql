-- A sandbox centre is for programs to be tried at: nothing leaves it, and what is registered there
-- is carried by made-up staff along a story, beat by beat.

alter table center add column sandbox boolean default false not null;

create table story_walk (
    center_id smallint not null,
    consignment_code text not null,
    story text not null,
    beats_done smallint default 0 not null,
    next_at timestamptz,
    stopped_by text,
    constraint story_walk_pk primary key (center_id, consignment_code),
    constraint story_walk_consignment foreign key (center_id, consignment_code)
        references consignment (center_id, code),
    constraint story_walk_beats check (beats_done >= 0),
    constraint story_walk_stopped check (stopped_by is null or next_at is null)
);

comment on table story_walk is
    'How far a consignment of a sandbox centre has come in its story; the next beat is due at'
    ' next_at, which is null at the end; stopped_by is the refusal by which it ended early';

create index story_walk_due on story_walk (center_id, next_at) where next_at is not null;
