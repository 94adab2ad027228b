-- Apologies that are prepared before a day is missed, for a person to look through and sign; once
-- signed, each is an apology and none of these any more.

create table apology_draft (
    center_id smallint not null,
    dossier_code text not null,
    reason text not null,
    new_due_on date not null,
    prepared_at timestamptz not null,
    constraint apology_draft_pk primary key (center_id, dossier_code),
    constraint apology_draft_dossier foreign key (center_id, dossier_code)
        references dossier (center_id, code)
);

insert into rule (name, effective_from, value, source) values
    ('apology_working_days', '2018-06-21', '{"before": 1, "extension": 5}',
     'NĐ 61/2018/NĐ-CP Đ19.9; by how much is ours, until a person says otherwise');
