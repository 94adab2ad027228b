"""One way to ask at a door of the URL table, and what the answer to it tells."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from postal_bridge.domain.tracking_code import TrackingCode
from tests.hostile.world import Half, sees

Document = dict[str, Any]

#: What names nothing in any centre.
NO_CONSIGNMENT = str(TrackingCode("EV", 5_000, "VN"))
NO_DOSSIER = "H53.14-260313-9999"


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks at which centre, for what, and a number that nobody asked with before."""

    here: Half
    person: str
    thing: str
    number: int


@dataclass(frozen=True, slots=True)
class Example:
    """One way to ask at a door.

    `kind` is the sort of thing that is asked for, `unknown` the name of none, `status` the answer
    to those who see it, `refused` the one to those who do not. `listed` names the part of an item
    that tells of which `kind` a list is.
    """

    body: Callable[[Ask], Document] | None = None
    #: What is sent where the body is not JSON.
    octets: bytes | None = None
    query: str = ""
    #: What stands in the path, where the thing asked for stands elsewhere.
    place: Callable[[Ask], str] | None = None
    kind: str | None = None
    unknown: str = ""
    status: int = 200
    refused: int = 404
    headers: tuple[tuple[str, str], ...] = ()
    listed: str | None = None
    #: Who sees a thing here, where it is not as everywhere; owner and person are given.
    seen: Callable[[str, str], bool] | None = None
    #: The status for those who see the thing and hold it not, where that makes a difference.
    not_holding: int | None = None

    def shows(self, owner: str, person: str) -> bool:
        """Tell whether a person sees what an owner of the same centre has."""
        if self.seen is not None:
            return self.seen(owner, person)
        assert self.kind is not None
        return sees(self.kind, owner, person)
