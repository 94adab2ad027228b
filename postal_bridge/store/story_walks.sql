-- name: without_story
-- The consignments of a centre whose story has not begun, the longest registered first.
select s.code from consignment s
where s.center_id = $1
    and not exists (select from story_walk w
        where w.center_id = $1 and w.consignment_code = s.code)
order by s.created_at, s.code
limit $2;

-- name: begin_walk
-- Begin the story of a consignment, unless it has begun.
insert into story_walk (center_id, consignment_code, story, next_at) values ($1, $2, $3, $4)
on conflict (center_id, consignment_code) do nothing;

-- name: due_walks
-- The consignments of a centre whose next beat is due, the longest due first.
select consignment_code from story_walk
where center_id = $1 and next_at <= $2
order by next_at, consignment_code
limit $3;

-- name: find_walk
-- A consignment with how far it has come in its story, which is null where none has begun.
select s.code as consignment_code, w.story, coalesce(w.beats_done, 0) as beats_done, w.next_at,
    w.stopped_by, s.reference, s.created_at, s.leg, s.post_office, s.dossier_code, c.origin,
    c.destination, due.due_dong, d.received_at
from consignment s
join consignment_due due on due.center_id = s.center_id and due.code = s.code
join custody c on c.center_id = s.center_id and c.code = s.code
left join story_walk w on w.center_id = s.center_id and w.consignment_code = s.code
left join dossier d on d.center_id = s.center_id and d.code = s.dossier_code
where s.center_id = $1 and s.code = $2;

-- name: call_beat
-- Let the next beat of a story be due, where it is not yet.
update story_walk set next_at = $3
where center_id = $1 and consignment_code = $2 and next_at > $3;

-- name: go_on
-- Note that a beat is done, unless somebody else has: when the next is due, or why there is none.
update story_walk set beats_done = $3 + 1, next_at = $4
where center_id = $1 and consignment_code = $2 and beats_done = $3 and next_at is not null;

-- name: stop_walk
-- Note that a beat was refused, so that the story ends here.
update story_walk set next_at = null, stopped_by = $4
where center_id = $1 and consignment_code = $2 and beats_done = $3 and next_at is not null;
