-- The same matching by bare statements: one class for each line, kept with keys on both sides.
create table bench_match as
select l.line_id, c.collection_id,
    case
        when c.collection_id is null then 'unknown'
        when r.collection_id is not null then 'refunded_after'
        when row_number() over (partition by l.dossier_code order by l.sent_on, l.line_id) > 1
            then 'duplicate'
        when a.account <> l.account then 'wrong_beneficiary'
        when l.amount_dong < c.amount_dong then 'short'
        when l.amount_dong > c.amount_dong then 'over'
        when l.kind <> 'fee' then 'kind_mismatch'
        when l.sent_on > c.collected_on + 14 then 'late'
        else 'matched'
    end as class
from post_line l
left join collection c
    on c.center_id = $1 and c.dossier_code = l.dossier_code and c.reverses is null
left join collection r on r.center_id = $1 and r.reverses = c.collection_id
left join dossier d on d.center_id = $1 and d.code = c.dossier_code
left join agency_account a on a.center_id = $1 and a.office_code = d.department_code
where l.center_id = $1;

create table bench_kept (
    center_id smallint not null,
    line_id bigint not null,
    collection_id uuid,
    class text not null,
    primary key (center_id, line_id),
    unique (center_id, collection_id)
);

insert into bench_kept
select $1, line_id,
    case when class not in ('duplicate', 'refunded_after') then collection_id end, class
from bench_match
order by line_id;

alter table bench_kept
    add foreign key (center_id, line_id) references post_line (center_id, line_id);

alter table bench_kept
    add foreign key (center_id, collection_id) references collection (center_id, collection_id);

drop table bench_kept;

drop table bench_match;
