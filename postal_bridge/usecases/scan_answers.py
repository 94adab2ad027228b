"""What goes to and comes from the settling of scans: the scan with its sender, and the answer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.refusals import ScanIdReused
from postal_bridge.domain.scan import Action, Scan
from postal_bridge.domain.tracking_code import KeyRing
from postal_bridge.sealing import Sealer
from postal_bridge.store.scans import EarlierScan
from postal_bridge.usecases.scenes import Scenes

#: No device's time lies beyond these in our reckoning.
FIRST_MOMENT = datetime(1000, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(9998, 12, 31, tzinfo=UTC)
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_KEPT = ("code", "detail", "state", "holder", "next_actions", "due_dong")


@dataclass(frozen=True, slots=True)
class Submitted:
    """A scan with who sent it, and how far the device said its clock is behind ours."""

    viewer: Viewer
    scan: Scan
    clock_behind: timedelta = timedelta()

    @property
    def told_at(self) -> datetime:
        """The device's time of the scan in our reckoning."""
        try:
            return self.scan.scanned_at + self.clock_behind
        except OverflowError:
            return LAST_MOMENT if self.clock_behind > timedelta() else FIRST_MOMENT


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """What the device is told: it may drop the scan from its queue on any of these."""

    scan_id: UUID
    outcome: str
    code: str | None = None
    detail: str | None = None
    state: str | None = None
    holder: str | None = None
    next_actions: Sequence[str] | None = None
    due_dong: int | None = None

    def kept(self) -> dict[str, object]:
        """Return all but identity and outcome, as it is kept for the same scan sent again."""
        return {name: getattr(self, name) for name in _KEPT}

    def kept_text(self) -> str:
        """Return `kept()` as JSON; the actions of the answer must be a tuple."""
        return _text(*(getattr(self, name) for name in _KEPT))

    def document(self) -> dict[str, object]:
        """Return the answer as a device reads it, without what does not apply."""
        said = {"scan_id": str(self.scan_id), "outcome": self.outcome, **self.kept()}
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class ScanRules:
    """What a settlement needs beside the database."""

    clock: Clock
    sealer: Sealer
    label_keys: KeyRing
    scenes: Scenes


@lru_cache(maxsize=1024)
def plain_words(actions: tuple[Action, ...]) -> tuple[str, ...]:
    """Return actions as plain texts: members of an enumeration are slow to write as JSON."""
    return tuple(action.value for action in actions)


# What was recorded is answered alike for all things in one state at one office.
@lru_cache(maxsize=1024)
def _text(*kept: object) -> str:
    return _JSON.encode(dict(zip(_KEPT, kept, strict=True)))


def answer_again(scan_id: UUID, before: EarlierScan, *, same: bool) -> ScanAnswer:
    """Answer a scan whose identity was heard before, with the same content or with other."""
    if not same:
        refusal = ScanIdReused()
        return ScanAnswer(scan_id, "refused", refusal.code(), refusal.detail)
    outcome = "already_recorded" if before.outcome == "recorded" else "refused"
    return ScanAnswer(scan_id=scan_id, outcome=outcome, **before.answer)  # type: ignore[arg-type] # the stored answer has exactly the other fields
