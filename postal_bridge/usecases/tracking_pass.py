"""The proof that somebody tracked a dossier a short while ago, carried by their own browser.

It is sealed under the installation's secret: whoever carries it learns nothing from it and cannot
make one. It stands for the code and the citizen, so that the digits are asked for once, and it
opens nothing after its term.
"""

import base64
import binascii
from datetime import datetime, timedelta

from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.citizen_refusals import TrackingEnded
from postal_bridge.domain.refusals import NotTracked
from postal_bridge.domain.setup_refusals import SealBroken
from postal_bridge.sealing import Sealer
from postal_bridge.store.database import Database
from postal_bridge.usecases.find_tracked import citizen_key
from postal_bridge.usecases.track import Tracked, track_again

TERM = timedelta(minutes=30)
#: No pass of ours is longer: a centre, a code, a key and a moment.
LENGTH_MAX = 600
_PLACE = "tracking.pass"


def issue_pass(sealer: Sealer, clock: Clock, tracked: Tracked) -> str:
    """Return a pass for what is tracked, as a text that may stand in a form or a cookie."""
    said = {
        "center": tracked.center.code,
        "code": tracked.code,
        "citizen": citizen_key(sealer, tracked.citizen),
        "until": (clock() + TERM).isoformat(),
    }
    return base64.urlsafe_b64encode(sealer.seal_json(said, _PLACE)).decode().rstrip("=")


async def track_by_pass(database: Database, clock: Clock, sealer: Sealer, text: str) -> Tracked:
    """Return what a pass was issued for, as it is now.

    Raises:
        TrackingEnded: the pass is too old or none of ours, or what it opened is not there any more.

    """
    said = _read(sealer, text)
    if clock() >= datetime.fromisoformat(said["until"]):
        raise TrackingEnded
    try:
        return await track_again(
            database, clock, sealer, said["center"], said["code"], said["citizen"]
        )
    except NotTracked:
        raise TrackingEnded from None


def _read(sealer: Sealer, text: str) -> dict[str, str]:
    if len(text) > LENGTH_MAX or not text.isascii():
        raise TrackingEnded
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return sealer.open_json(sealed, _PLACE)
    except (binascii.Error, SealBroken, ValueError):
        # Too short for a nonce is a ValueError of the cipher's.
        raise TrackingEnded from None
