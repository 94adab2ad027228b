"""The fixed stories by which consignments of a sandbox centre are carried, beat by beat.

Owns which story a consignment has and what happens in each. A beat is a scan or a step of a
dossier such as people make; that it is walked in time, and by whom, is for others to see to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID, uuid5

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.scan import Action, Reason

#: Under it the identities of scans are made, alike each time.
_SCANS = UUID("5b1c0d2e-6f0a-5c3e-9d47-3a8f20c1e653")
#: Stands in a reference between the name of a story and whatever sets it apart.
_END_OF_NAME = "/"


class Story(StrEnum):
    """The stories, in the order of the last digits of dossier codes that choose them."""

    DELIVERED = "delivered"
    ABSENT = "absent"
    REFUSED = "refused"
    WRONG_ADDRESS = "wrong_address"
    LOST = "lost"
    DAMAGED = "damaged"
    HELD = "held"
    NEVER_TAKEN = "never_taken"
    LATE = "late"
    FEE_SHORT = "fee_short"


class Who(StrEnum):
    """Whose made-up staff does something: that of either end, or of the post between them."""

    SENDER = "sender"
    POST = "post"
    ADDRESSEE = "addressee"


class Pays(StrEnum):
    """How much of what is due the citizen pays with a scan."""

    ALL = "all"
    HALF = "half"

    def of(self, due_dong: int) -> int:
        """Return the amount, in whole đồng."""
        return due_dong if self is Pays.ALL else due_dong // 2


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that happens: a scan, or a step of the dossier where there is a `status`."""

    who: Who
    action: Action | None = None
    reason: Reason | None = None
    pays: Pays | None = None
    status: PortalStatus | None = None

    def __str__(self) -> str:
        """Return it as programs and pages are told: `post fail ADDRESSEE_ABSENT`."""
        if self.status is not None:
            return f"{self.who} step {self.status.value}"
        words = (self.who, self.action, self.reason, self.pays)
        return " ".join(word.value for word in words if word is not None)


def _beats(text: str) -> tuple[Beat, ...]:
    return tuple(_beat(*each.split()) for each in text.split(";"))


def _beat(who: str, done: str, more: str | None = None) -> Beat:
    if done == "step":
        assert more is not None, "a step is to a status"
        return Beat(Who(who), status=PortalStatus(int(more)))
    if more in set(Pays):
        return Beat(Who(who), Action(done), pays=Pays(more))
    return Beat(Who(who), Action(done), Reason(more) if more else None)


def _told(rows: Mapping[Story, str], before: str = "") -> Mapping[Story, tuple[Beat, ...]]:
    return MappingProxyType({story: _beats(before + text) for story, text in rows.items()})


_ON_THE_WAY_IN = _told(
    {
        Story.DELIVERED: "post collect all; post give; addressee take",
        Story.REFUSED: "post collect; post give; post take; post send_back REFUSED; post deliver",
        Story.WRONG_ADDRESS: "post collect; post send_back ADDRESS_WRONG; post deliver",
        Story.LOST: "post collect all; post lose",
        Story.DAMAGED: "post collect all; post damage; post give; addressee take",
        Story.HELD: "post collect all; post hold; post give; addressee take",
        Story.NEVER_TAKEN: "post collect all; post give",
        Story.LATE: "post collect all; post give; addressee take; addressee step 5;"
        "addressee step 4",
        Story.FEE_SHORT: "post collect half; post give; addressee take",
    }
)
_BETWEEN_OFFICES = {
    Story.DELIVERED: "post take; post give; addressee take",
    Story.REFUSED: "post take; post give; post take; post send_back REFUSED; post give;sender take",
    Story.WRONG_ADDRESS: "post take; post send_back ADDRESS_WRONG; post give; sender take",
    Story.LOST: "post take; post lose",
    Story.DAMAGED: "post take; post damage; post give; addressee take",
    Story.HELD: "post take; post hold; post give; addressee take",
    Story.NEVER_TAKEN: "post take; post give",
}
_ON_THE_WAY_OUT = _told(
    {
        Story.DELIVERED: "post take; post go_out; post deliver all",
        Story.ABSENT: "post take; post go_out; post fail ADDRESSEE_ABSENT; post go_out;"
        "post deliver all",
        Story.REFUSED: "post take; post go_out; post fail REFUSED; post send_back REFUSED;"
        "post give; sender take",
        Story.WRONG_ADDRESS: "post take; post go_out; post fail ADDRESS_WRONG;"
        "post send_back ADDRESS_WRONG; post give; sender take",
        Story.LOST: "post take; post go_out; post lose",
        Story.DAMAGED: "post take; post damage; post go_out; post deliver all",
        Story.HELD: "post take; post go_out; post fail ADDRESSEE_ABSENT; post hold;"
        "post deliver all",
        Story.LATE: "post take; post go_out; post fail FORCE_MAJEURE; post go_out;"
        "post fail RESCHEDULED; post go_out; post deliver all",
        Story.FEE_SHORT: "post take; post go_out; post deliver half",
    },
    before="sender give;",
)

_WAYS: Mapping[Leg, Mapping[Story, tuple[Beat, ...]]] = MappingProxyType(
    {
        Leg.INBOUND: _ON_THE_WAY_IN,
        Leg.TRANSFER_OUT: _told(
            {
                **_BETWEEN_OFFICES,
                Story.LATE: f"{_BETWEEN_OFFICES[Story.DELIVERED]}; addressee step 5;"
                "addressee step 4",
            },
            before="sender give;",
        ),
        Leg.TRANSFER_BACK: _told(_BETWEEN_OFFICES, before="sender give;"),
        Leg.OUTBOUND: MappingProxyType(
            {**_ON_THE_WAY_OUT, Story.NEVER_TAKEN: _beats("sender give")}
        ),
    }
)


def beats_of(story: Story, leg: Leg) -> tuple[Beat, ...]:
    """Return what happens; a story that a leg has no way to tell ends well there."""
    ways = _WAYS[leg]
    return ways.get(story, ways[Story.DELIVERED])


def story_of(reference: str | None, dossier_code: str | None) -> Story:
    """Return the story of a consignment.

    Its reference chooses, `refused` or `refused/17`; else the last digit of the dossier code. What
    has neither is delivered.
    """
    named = (reference or "").partition(_END_OF_NAME)[0]
    if named in set(Story):
        return Story(named)
    digit = (dossier_code or "")[-1:]
    return tuple(Story)[int(digit)] if digit.isdecimal() else Story.DELIVERED


def scan_id_of(center_code: str, consignment_code: str, place: int) -> UUID:
    """Return the identity of the scan at a place of a story: the same whoever makes it."""
    return uuid5(_SCANS, f"{center_code} {consignment_code} {place}")
