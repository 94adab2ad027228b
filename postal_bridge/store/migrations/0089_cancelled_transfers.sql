-- What one office was to send to another may be cancelled while it lies with its sender: there it
-- stays, and its way ends.

insert into custody_transition (kind, event, from_state, to_state)
values ('consignment', 'cancelled', 'registered', 'returned');
