"""Calls that other parties make to us: how they prove who they are, and what becomes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from postal_bridge.domain.access import Center

#: What could not be understood for so long is shown to a person.
PATIENCE = timedelta(days=3)
#: The tolerance of clocks that a centre may agree upon, and the one that the standard proposes.
TOLERANCE_SECONDS = range(30, 24 * 3600 + 1)
TOLERANCE_SECONDS_USUAL = 300


class Way(StrEnum):
    """How a call proves who sent it."""

    #: By the headers of the Standard Webhooks specification.
    SIGNED = "signed"
    #: By a key in a header whose name was agreed upon.
    KEY = "key"
    #: As only this party does it.
    OWN = "own"


class IncomingState(StrEnum):
    """What became of a call."""

    WAITING = "waiting"
    UNDERSTOOD = "understood"
    #: A person has to look at it.
    NOT_UNDERSTOOD = "not_understood"
    #: It has the identity of another call and says something else: a person has to look at it.
    APART = "apart"
    #: A person did, and said so.
    SETTLED = "settled"


#: What a person may have understood again, or settle.
FOR_A_PERSON = (IncomingState.NOT_UNDERSTOOD, IncomingState.APART)


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """A call as it came. While it is proved, `headers` are found under names in any case.

    What is kept of it has the headers that the source named, under those names.
    """

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Received:
    """A call that is to be understood.

    It may have to be understood more than once: `call_id` is what makes it the same one, as is
    `event_id`, which is the sender's own.
    """

    center: Center
    source: str
    call_id: UUID
    event_id: str
    received_at: datetime
    call: IncomingCall


@dataclass(frozen=True, slots=True)
class Understood:
    """What became of a call: a word for it, such as "delivery_noted", and what it was about.

    `about` is the code of a dossier or of a consignment, or an identity; never personal data.
    """

    outcome: str
    about: str | None = None


class NotUnderstood(Exception):  # noqa: N818 - what it says is no error of ours
    """Nobody knows what a call says: it is kept and shown to a person.

    `trouble` is a word for why, such as "unknown_status"; `said` is what was not understood, such
    as the code. Neither holds personal data.
    """

    def __init__(self, trouble: str, said: str | None = None) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.said = said


class NotNow(NotUnderstood):
    """What a call says cannot be understood yet: it is tried again later, and then given up."""
