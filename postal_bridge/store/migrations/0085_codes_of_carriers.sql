-- What a carrier calls a thing leads to it, however that was typed.
create index carrier_order_called on carrier_order (center_id, upper(item_code))
    where item_code is not null;
