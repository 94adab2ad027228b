-- How much the clock of a carrier is off: the least time that its calls of late seemed to be on
-- their way.

alter table carrier_standing
    add column lag interval,
    add column lag_at timestamptz,
    add constraint carrier_standing_lag check ((lag is null) = (lag_at is null));
