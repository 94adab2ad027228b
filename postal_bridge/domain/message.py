"""What people are told: kinds of messages, whom they are for, the ways they go, how far they are.

Each kind says which facts its wordings may speak of and how long it is worth telling. The wordings
themselves are `message_texts`', when and by which way they may go is `message_rules`'.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

#: What a message speaks of: texts, amounts in names that end in `_dong`, days in `_on`.
Facts: TypeAlias = Mapping[str, str | int | date]


class Channel(StrEnum):
    """A way to reach somebody."""

    ZALO = "zalo"
    SMS = "sms"
    EMAIL = "email"


class Language(StrEnum):
    """A language that messages are worded in."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


class MessageKind(StrEnum):
    """What happened that somebody is told of."""

    ACCEPTED = "accepted"
    SUPPLEMENT_ASKED = "supplement_asked"
    APOLOGY = "apology"
    RESULT_READY = "result_ready"
    RESULT_SENT = "result_sent"
    FAILED_ATTEMPT = "failed_attempt"
    COLLECTION_NOTICE = "collection_notice"
    DELIVERED = "delivered"
    DUE_SOON_DIGEST = "due_soon_digest"
    OFFICE_REMINDER = "office_reminder"


class MessageState(StrEnum):
    """How far a message is.

    It is `sent` when another party took it and `delivered` when they say it arrived. One that is
    `failed` was refused on every way, one `given_up` came too late, one `withheld` is not to go.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    WITHHELD = "withheld"


#: A person may have these sent again.
SENT_AGAIN = frozenset(MessageState) - {MessageState.WAITING, MessageState.SENDING}


class Held(StrEnum):
    """Why a message is not sent, though no other party refused it."""

    NO_ADDRESS = "no_address"
    OPTED_OUT = "opted_out"
    TAKEN_BACK = "taken_back"
    SANDBOX = "sandbox"
    TOO_LATE = "too_late"
    SEAL_BROKEN = "seal_broken"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a kind of message is about.

    `facts` are those its wordings may use. It is told for no longer than `worth`. Citizens may opt
    out of what they are told, heads of offices have to know.
    """

    facts: frozenset[str]
    worth: timedelta
    for_citizens: bool = True


_EVERY_DOSSIER = frozenset({"center", "dossier", "dossiers", "procedure", "department", "due_on"})
_WEEK, _DAY = timedelta(days=7), timedelta(days=1)


def _about(*more: str) -> Subject:
    return Subject(_EVERY_DOSSIER | {"link", "track"} | set(more), _WEEK)


#: What each kind is about.
SUBJECTS: Mapping[MessageKind, Subject] = MappingProxyType(
    {
        MessageKind.ACCEPTED: _about(),
        MessageKind.SUPPLEMENT_ASKED: _about(),
        MessageKind.APOLOGY: _about("reason", "new_due_on"),
        MessageKind.RESULT_READY: _about(),
        MessageKind.RESULT_SENT: _about("consignment", "post_office"),
        MessageKind.FAILED_ATTEMPT: _about("consignment", "post_office", "attempt_on"),
        MessageKind.COLLECTION_NOTICE: _about("consignment", "post_office", "return_on"),
        MessageKind.DELIVERED: _about("delivered_on", "rate"),
        MessageKind.DUE_SOON_DIGEST: Subject(
            frozenset({"center", "office", "day_on", "count", "overdue", "dossiers"}), _DAY, False
        ),
        MessageKind.OFFICE_REMINDER: Subject(
            frozenset({"center", "office", "day_on", "text"}), _DAY * 2, False
        ),
    }
)


@dataclass(frozen=True, slots=True)
class FilerOf:
    """Whoever filed a dossier."""

    dossier_code: str


@dataclass(frozen=True, slots=True)
class HeadOf:
    """Whoever heads an office of the centre."""

    office_code: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something that somebody is to be told of.

    `key` makes it the same announcement, however often it is made. Facts of the dossier or the
    office and the name of the centre need not be given. `not_before` is now where it is None.
    It tells of the dossiers `beside` as well, which are of the same person. Announcements with the
    same `occasion` that say the same to the same person become one.
    """

    key: str
    kind: MessageKind
    recipient: FilerOf | HeadOf
    facts: Facts = field(default_factory=dict, repr=False)
    not_before: datetime | None = None
    beside: tuple[str, ...] = ()
    occasion: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message in words, as one channel carries it.

    `key` makes it the same message for whoever takes it, however often it is sent. SMS have a text
    alone; Zalo has the number of a template it approved and the data for it.
    """

    key: str
    channel: Channel
    address: str = field(repr=False)
    text: str = field(repr=False)
    subject: str = field(default="", repr=False)
    sender: str | None = None
    link: str | None = field(default=None, repr=False)
    template: str | None = None
    data: Mapping[str, str] = field(default_factory=dict, repr=False)


class Delivery(StrEnum):
    """What another party says of a message it took."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNDER_WAY = "under_way"


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of a message that another party took; `key` is the one of `Outgoing`."""

    key: str
    delivery: Delivery
    said: str | None = None
