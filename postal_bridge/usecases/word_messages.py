"""Puts messages into words as the channels carry them, when they are sent and not before."""

from dataclasses import dataclass, field

from postal_bridge.domain.access import Center
from postal_bridge.domain.message import SUBJECTS, Channel, Facts, Outgoing
from postal_bridge.domain.message_rules import ChannelRule
from postal_bridge.domain.message_wording import Wording, word
from postal_bridge.domain.short_text import short_text
from postal_bridge.sealing import Sealer
from postal_bridge.store.outbox import TakenMessage
from postal_bridge.usecases.announce import link_token, open_addresses, open_facts
from postal_bridge.usecases.rate_by_link import PATH as RATE_PATH


@dataclass(frozen=True, slots=True)
class Written:
    """A message in words, and what it takes to send it; only SMS have segments."""

    taken: TakenMessage
    outgoing: Outgoing = field(repr=False)
    segments: int | None
    cost_dong: int


def write_message(
    sealer: Sealer,
    center: Center,
    base_url: str,
    wording: Wording,
    rule: ChannelRule,
    taken: TakenMessage,
) -> Written | None:
    """Put a message into the words of a channel; None where its address was forgotten since."""
    phone, email = open_addresses(sealer, center, taken.message_id, taken.addresses_sealed)
    facts = open_facts(sealer, center, taken.message_id, taken.facts_sealed)
    link = f"{base_url}/m/{link_token(sealer, center, taken.message_id)}"
    address = email if rule.channel is Channel.EMAIL else phone
    if address is None:
        return None
    links = {"link": link, "track": f"{base_url}/track"}
    if "rate" in facts:
        # The links of several dossiers are a line each, and only their paths were kept.
        links["rate"] = str(facts["rate"]).replace(f"{RATE_PATH}/", f"{base_url}{RATE_PATH}/")
    return _fitted(rule, taken, wording, {**facts, **links}, address)


def _fitted(
    rule: ChannelRule, taken: TakenMessage, wording: Wording, facts: Facts, address: str
) -> Written:
    worded, segments, cost_dong = word(wording, facts, taken.language), None, rule.price_dong
    text, subject, template, data = worded.body, worded.subject, None, {}
    if rule.channel is Channel.SMS:
        fitted = short_text(worded.short)
        text, subject, segments = fitted.text, "", fitted.segments
        cost_dong *= segments
    elif rule.channel is Channel.ZALO:
        text, subject, template = worded.short, "", wording.zalo_template
        data = {name: worded.data.get(name, "") for name in wording.zalo_facts}
    outgoing = Outgoing(
        key=taken.key,
        channel=rule.channel,
        address=address,
        text=text,
        subject=subject,
        sender=rule.sender,
        link=str(facts["link"]) if SUBJECTS[taken.kind].for_citizens else None,
        template=template,
        data=data,
    )
    return Written(taken, outgoing, segments, cost_dong)
