"""How VNPost writes codes and moments, in whichever of its interfaces."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from postal_bridge.gateways.http_exchange import one_line

#: Its moments are those of the clocks in its houses, without a word on the zone.
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WRITTEN = "%d/%m/%Y %H:%M:%S"
_CODE_MAX = 40
#: Nothing was told in any other, and no clock can be put right at the ends of time.
_YEARS = range(2000, 2200)


def code_text(code: Any) -> str:
    """Return a code, a number or a text, as a short text; an empty one for what is no code."""
    if isinstance(code, bool) or not isinstance(code, str | int):
        return ""
    return one_line(str(code).strip(), _CODE_MAX) or ""


def moment_in(text: Any) -> datetime | None:
    """Return a moment, written as DD/MM/YYYY HH:mm:ss or by ISO 8601; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        moment = _read(text)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None


def _read(text: str) -> datetime:
    """Return a moment as it stands there; raises ValueError where none does."""
    try:
        return datetime.strptime(text, WRITTEN)  # noqa: DTZ007 - the zone is known to the caller
    except ValueError:
        return datetime.fromisoformat(text)


def written(moment: datetime) -> str:
    """Return a moment as VNPost writes it."""
    return moment.astimezone(ZONE).strftime(WRITTEN)
