-- How an order of a carrier and the thing it is for agree, as long as something may come of it.

-- `done_at`: nothing more comes of it. `due_dong`: what is to be collected by now, where that is
-- not what was ordered and somebody saw to it. `renews`: ordered anew once it is taken back.
alter table carrier_order
    add column done_at timestamptz,
    add column due_dong bigint,
    add column renews boolean not null default false,
    add constraint carrier_order_due_dong check (due_dong >= 0);

create index carrier_order_under_way on carrier_order (center_id, consignment_code)
    where done_at is null and state in ('wanted', 'sent', 'accepted', 'refused', 'cancel_wanted');
create index carrier_order_renewed on carrier_order (center_id, order_id) where renews;
