-- What webhooks did not take is counted on pages and each minute, among months of what they took.

create index webhook_delivery_failed on webhook_delivery (center_id, webhook_id)
    where state = 'failed';
