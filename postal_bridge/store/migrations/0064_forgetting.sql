-- What names people is forgotten when it need not be kept any more; what happened and was counted
-- stays. Scans and proofs stay as they are, but for the one column that may become null.

create function let_only_forget() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE'
        and to_jsonb(new) -> tg_argv[0] = 'null'::jsonb
        and to_jsonb(new) - tg_argv[0] = to_jsonb(old) - tg_argv[0] then
        return new;
    end if;
    raise exception 'rows of % are never changed or removed', tg_table_name
        using errcode = 'restrict_violation';
end
$$;

drop trigger scan_append_only on scan;
create trigger scan_append_only before update or delete on scan
    for each row execute function let_only_forget('recipient_sealed');

alter table scan_proof alter column picture_sealed drop not null;
drop trigger scan_proof_append_only on scan_proof;
create trigger scan_proof_append_only before update or delete on scan_proof
    for each row execute function let_only_forget('picture_sealed');

alter table dossier add column forgotten_on date;

insert into rule (name, effective_from, value, source) values
    ('retention_years', '2017-08-15', '5', 'TT 17/2017/TT-BTTTT Đ14');
