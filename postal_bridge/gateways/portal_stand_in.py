"""The national portal as it would behave, for trials, the demonstration and tests.

It holds dossiers with their statuses, takes what it is told, and moves dossiers by itself when a
script says so. `portal_server` lets it be reached over HTTP.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.portal import Held, PortalProcedure, Telling, TellingKind, Verdict
from postal_bridge.gateways.portal_wire import THEIR_STATUS, held_of
from postal_bridge.ports import OutsideError, Permanent, Trouble

#: What it calls the address of whoever files.
ADDRESS_FIELD = "DiaChi"
#: What it calls the term of a procedure, in days.
TERM_FIELD = "SONGAY"
NOT_HELD = "3 Không tìm thấy hồ sơ"
HELD_ALREADY = "-3 Hồ sơ đã tồn tại"


@dataclass(frozen=True, slots=True)
class Holding:
    """A dossier as the portal holds it; a status may be a number that nobody knows.

    `said` is what whoever filed it there said, by the portal's own names.
    """

    code: str
    status: str
    changed_at: datetime
    said: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def row(self) -> dict[str, str]:
        """What is answered when somebody asks for it, but for its times."""
        return {**self.said, "MaHoSo": self.code, "TrangThaiHoSo": self.status}

    @property
    def held(self) -> Held:
        """The same, in our words."""
        held = held_of(self.row, ADDRESS_FIELD)
        assert held is not None, "it has a code and a status"
        return held


class PortalStandIn:
    """Holds dossiers; of what was taken the last `keeps` are remembered, all where that is None.

    `taken` is everything that was taken, in its order. Dossiers in `not_taken` are refused, with
    the words that stand there; of those in `not_told` it refuses to say what it holds. `fails_with`
    is raised, and forgotten, by the next calls, one after the other.
    """

    def __init__(self, clock: Clock, keeps: int | None = None) -> None:
        self._clock = clock
        self._keeps = keeps
        self.holdings: dict[str, Holding] = {}
        self.taken: deque[tuple[TellingKind, str, PortalStatus]] = deque(maxlen=keeps)
        self.not_taken: dict[str, str] = {}
        self.not_told: dict[str, str] = {}
        self.fails_with: list[OutsideError] = []
        self.listed: dict[str, PortalProcedure] = {}

    async def tell(self, kind: TellingKind, tellings: Sequence[Telling]) -> Mapping[UUID, Verdict]:
        """Take tellings, as `ports.Portal` has it."""
        self._fail()
        return {each.step_id: self.take(kind, each.dossier_code, each.status) for each in tellings}

    def take(self, kind: TellingKind, code: str, status: PortalStatus) -> Verdict:
        """Take one telling, or say why not."""
        if code in self.not_taken:
            return Verdict(taken=False, said=self.not_taken[code])
        if kind is TellingKind.NEW and code in self.holdings:
            return Verdict(taken=False, said=HELD_ALREADY)
        if kind is not TellingKind.NEW and code not in self.holdings:
            return Verdict(taken=False, said=NOT_HELD)
        self.taken.append((kind, code, status))
        self.move(code, THEIR_STATUS[status])
        return Verdict(taken=True)

    def move(self, code: str, status: str) -> Holding:
        """Hold a dossier with a status from now on, as when a citizen or an office acts there."""
        before = self.holdings.get(code)
        self.holdings[code] = Holding(code, status, self._clock(), before.said if before else {})
        if self._keeps is not None and len(self.holdings) > self._keeps:
            del self.holdings[next(iter(self.holdings))]
        return self.holdings[code]

    def file(self, code: str, said: Mapping[str, str]) -> Holding:
        """Hold a dossier that somebody files there, to be fetched by the post."""
        told = {"KenhThucHien": "3", "HinhThuc": "1", **said}
        self.holdings[code] = Holding(code, "1", self._clock(), told)
        return self.holdings[code]

    async def held(self, dossier_code: str) -> Held | None:
        """Return what is held of a dossier, as `ports.Portal` has it."""
        self._fail()
        if dossier_code in self.not_told:
            raise Permanent(Trouble.REFUSED, self.not_told[dossier_code])
        holding = self.holdings.get(dossier_code)
        return holding.held if holding else None

    async def changed(self, since: datetime, until: datetime) -> Sequence[Held]:
        """Return what was changed in a period, as `ports.Portal` has it."""
        self._fail()
        return [each.held for each in self.changed_between(since, until)]

    def changed_between(self, since: datetime, until: datetime) -> list[Holding]:
        """Return the dossiers that changed from one moment through another."""
        return [each for each in self.holdings.values() if since <= each.changed_at <= until]

    async def procedures(self) -> Sequence[PortalProcedure]:
        """Return the procedures in the list, as `ports.Portal` has it: without their fields."""
        self._fail()
        return [replace(each, field_code=None, field_name=None) for each in self.listed.values()]

    async def procedure(self, code: str) -> PortalProcedure | None:
        """Return a procedure of the list, as `ports.Portal` has it."""
        self._fail()
        return self.listed.get(code)

    def _fail(self) -> None:
        if self.fails_with:
            raise self.fails_with.pop(0)
