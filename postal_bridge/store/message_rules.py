"""When and by which ways a centre reaches people."""

from dataclasses import replace
from datetime import time

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


async def put_setting(
    connection: Connection, center_id: int, quiet: tuple[time, time], daily_most: int
) -> None:
    """Keep the quiet hours of a centre and its limit for each recipient."""
    await connection.execute(QUERIES["put_setting"], center_id, *quiet, daily_most)


async def put_channel(connection: Connection, center_id: int, rule: ChannelRule) -> None:
    """Keep how a centre uses a channel."""
    await connection.execute(
        QUERIES["put_channel"],
        center_id,
        rule.channel,
        rule.place,
        rule.enabled,
        rule.rate_per_minute,
        rule.patience_minutes,
        rule.price_dong,
        rule.sender,
    )
