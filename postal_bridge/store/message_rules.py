"""When and by which ways a centre reaches people."""

from dataclasses import replace

from postal_bridge.domain.message import Channel
from postal_bridge.domain.message_rules import SHIPPED_RULES, ChannelRule, MessageRules
from postal_bridge.store.database import Connection, load_queries

QUERIES = load_queries("message_rules")


async def load_rules(connection: Connection, center_id: int) -> MessageRules:
    """Return what a centre keeps to; what it did not set is as shipped."""
    rules = SHIPPED_RULES
    setting = await connection.fetchrow(QUERIES["setting_of"], center_id)
    if setting:
        rules = replace(rules, **setting)
    for row in await connection.fetch(QUERIES["channels_of"], center_id):
        rules = rules.having(ChannelRule(**{**row, "channel": Channel(row["channel"])}))
    return rules
