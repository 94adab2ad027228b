"""What people are told, as it crosses the border: listed, one with its history, and the forms."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.message import Channel, Language, MessageKind, MessageState
from postal_bridge.domain.message_wording import BODY_MAX, SHORT_MAX, SUBJECT_MAX
from schemas.catalogue_file import Hour
from schemas.pages import PlaceAddress
from schemas.shape import CURSOR_LENGTH_MAX, EMAIL, READABLE, PageQuery, Query, Shape

_PHONE_MAX, _EMAIL_MAX = 40, 200


class MessageShape(Shape):
    """A message that somebody was told or is to be told."""

    message_id: UUID
    """By which it is asked for."""

    kind: MessageKind
    """What it tells."""

    language: Language
    """In which language."""

    version: int
    """By which version of the wording; 0 is the one of the release."""

    dossier_code: str | None
    """The dossier whose filer is told."""

    further_dossiers: list[str]
    """The dossiers of the same person that it tells of beside that one."""

    office_code: str | None
    """The office whose head is told."""

    state: MessageState
    """How far it is."""

    trouble: str | None
    """Why it is not further."""

    channel: Channel | None
    """The channel it is at."""

    phone: str | None
    """The telephone number it goes to, masked."""

    email: str | None
    """The e-mail address it goes to, masked."""

    written_at: datetime
    """When it was written, local time of the centre."""

    next_try_at: datetime | None
    """When it is tried next, while it waits."""

    sent_at: datetime | None
    """When another party took it."""

    tries: int
    """How often it was tried."""


class AttemptShape(Shape):
    """A try to send a message."""

    attempt: int
    """The number of the try."""

    channel: Channel
    """By which channel."""

    began_at: datetime
    """When it began."""

    ended_at: datetime | None
    """When it ended; null while it is under way, or when whoever made it was killed."""

    outcome: str | None
    """What came of it: taken, later, refused, delivered, undelivered."""

    trouble: str | None
    """Why it failed."""

    said: str | None
    """What the other party said, without the address."""

    reference: str | None
    """What the other party calls it."""

    segments: int | None
    """How many segments an SMS took."""

    cost_dong: int | None
    """What it costs, in đồng."""


class MessageStory(MessageShape):
    """A message in words, with every try to send it."""

    subject: str
    """The subject of the e-mail."""

    body: str
    """The e-mail; what stands for links is left out."""

    short: str
    """The SMS, before its accents are folded."""

    attempts: list[AttemptShape]
    """Every try, in their order."""


class MessagesQuery(PageQuery):
    """Which messages are wanted."""

    state: MessageState | None = None
    """Those in a state; left out, all."""


class MessagesAddress(PlaceAddress):
    """Which messages are looked at."""

    state: MessageState | None = None
    """Those in a state; left out, all."""

    cursor: str | None = Field(default=None, max_length=CURSOR_LENGTH_MAX)
    """The place of the last one shown."""


class WordingForm(Query):
    """A wording as a centre wants it, from a day on."""

    subject: Annotated[str, Field(min_length=1, max_length=SUBJECT_MAX, pattern=READABLE)]
    """The subject of e-mails."""

    body: Annotated[str, Field(min_length=1, max_length=BODY_MAX)]
    """The text of e-mails."""

    short: Annotated[str, Field(min_length=1, max_length=SHORT_MAX, pattern=READABLE)]
    """The text of SMS."""

    zalo_template: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")] | None = None
    """The number of the template that Zalo approved."""

    zalo_facts: Annotated[str, Field(max_length=300, pattern=r"^[a-z_, ]*$")] = ""
    """What that template asks for, with commas between."""

    valid_from: date | None = None
    """The first day; left out, today."""

    preview: bool = False
    """Whether it is only to be looked at."""


class WithdrawWordingForm(Query):
    """A version that is to be withdrawn."""

    version: int = Field(ge=1, le=2**31 - 1)
    """Its number."""


class MessageSettingForm(Query):
    """When nobody is disturbed, and how much a recipient gets."""

    quiet_from: Hour
    """When quiet begins."""

    quiet_until: Hour
    """When it ends."""

    daily_most: int = Field(ge=1, le=1000)
    """How many messages a recipient gets in a day at most."""


class ChannelForm(Query):
    """How a centre uses a channel."""

    channel: Channel
    """Which channel."""

    place: int = Field(ge=1, le=3)
    """When it is tried among them."""

    enabled: bool = False
    """Whether it is used."""

    rate_per_minute: int = Field(ge=1, le=100_000)
    """How many messages it gets in a minute at most."""

    patience_minutes: int = Field(ge=1, le=43_200)
    """For how long a message waits for it before it goes by the next one."""

    price_dong: int = Field(ge=0, le=100_000)
    """What a segment of an SMS or a message costs, in đồng."""

    sender: Annotated[str, Field(max_length=60, pattern=r"^[^\r\n]+$")] | None = None
    """In whose name messages come: the brand name of SMS, the name shown with e-mails."""


class OptOutForm(Query):
    """What somebody told a clerk: no more messages, or messages again."""

    address: str = Field(min_length=1, max_length=_EMAIL_MAX)
    """Their telephone number or e-mail address."""

    wants_messages: bool = False
    """Whether they want messages again."""


class LinkForm(Query):
    """What somebody said by the link in a message."""

    wants_messages: bool = False
    """Whether they want messages again."""


class ResendForm(Query):
    """A message of a dossier that is to be sent again."""

    message_id: UUID
    """Which one."""


class HeadForm(Query):
    """How the head of an office is reached."""

    head_phone: str | None = Field(default=None, max_length=_PHONE_MAX)
    """Their telephone number."""

    head_email: str | None = Field(default=None, max_length=_EMAIL_MAX, pattern=EMAIL)
    """Their e-mail address."""
