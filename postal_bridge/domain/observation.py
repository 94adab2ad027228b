"""What others say happened to a thing: one event about one thing, and what became of it.

How events of EPCIS and of EMSEVT are understood is `observed_events`' to say. What is understood is
judged like a scan; no event of somebody else's moves a thing by another way.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID, uuid5

from postal_bridge.domain.epcis_names import LogPlace, place_of_event
from postal_bridge.domain.scan import Action, Reason

#: Of one document no more is taken up, so that none keeps the others waiting.
OBSERVED_MAX = 5_000

_SCANS = UUID("6f1c2f4e-6a0d-5a0b-9a0e-2f6d0b1c7e55")
_ERROR, _OTHERWISE = "#error", "#otherwise "
_LENGTH_MAX = 200
_SHOWN_LENGTH = 120
#: No told time lies beyond these in our reckoning.
_FIRST_YEAR, _LAST_YEAR = 1000, 9998


class DocumentKind(StrEnum):
    """In which form something is told."""

    EPCIS = "epcis"
    EMSEVT = "emsevt"


class Standing(StrEnum):
    """What became of what was told."""

    #: It is an entry of the log.
    RECORDED = "recorded"
    #: It was judged like a scan and refused like one.
    REFUSED = "refused"
    #: The thing is ours, but what is said is no scan of the office that acts.
    KEPT = "kept"
    #: The thing is not ours.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Observed:
    """One event about one thing as another party tells it.

    `item_code` is the code that its name ends in, ours or perhaps a carrier's. `identity` is that
    of the event, `word` what it calls what happened. Without `action` we have no
    word for it. `office` is what the event says of where it happened, `wrong` the identity of an
    event that this one declares wrong.
    """

    identity: str
    item_name: str
    item_code: str | None
    word: str
    happened_at: datetime
    action: Action | None = None
    office: str | None = None
    to_office: str | None = None
    bag: str | None = None
    reason: Reason | None = None
    wrong: str | None = None

    def scan_id(self, center_code: str, again: int = 0) -> UUID:
        """Return the identity of the scan that it would be, the same each time it is read."""
        return uuid5(_SCANS, f"{center_code}\0{self.identity}\0{self.item_name}\0{again}")

    def apart(self) -> "Observed":
        """Return it as what it is where its identity is that of an event that told otherwise."""
        said = f"{self.word}\0{self.happened_at.isoformat()}"
        return replace(self, identity=f"{self.identity}{_OTHERWISE}{_digest(said)}")

    def own_place(self) -> LogPlace | None:
        """Return where the event stands in a log of ours, if its identity says that we told it."""
        place = place_of_event(self.identity.removesuffix(_ERROR))
        return place if place and place.code == self.item_code else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a document: events about things, and what is wrong where.

    `faults` without `observed` mean that nothing of the document counts.
    """

    observed: Sequence[Observed] = ()
    faults: Sequence[str] = field(default=())


def declaration_of(identity: str) -> str:
    """Return the identity of the declaration that the event of an identity is wrong."""
    return f"{identity}{_ERROR}"


def bounded(text: str) -> str:
    """Return a name of somebody else's as it is, or, if it is too long or odd, what stands for it.

    What stands for a name is the same for the same name and for no other.
    """
    if len(text) <= _LENGTH_MAX and text.isprintable():
        return text
    shown = "".join(filter(str.isprintable, text[:_SHOWN_LENGTH]))
    return f"{shown}… sha256:{_digest(text)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def told_moment(text: str) -> datetime:
    """Return the moment that a text tells, in UTC.

    Raises:
        ValueError: it tells none, or none that can be reckoned with.

    """
    told = datetime.fromisoformat(text.strip())
    if told.tzinfo is None or not _FIRST_YEAR <= told.year <= _LAST_YEAR:
        raise ValueError(text)
    return told.astimezone(UTC)
