"""Tracking for citizens: no sign-in, a second factor, one answer for all that does not fit."""

from postal_bridge.domain.refusals import NotTracked, TooManyRequests
from postal_bridge.usecases import track as tracking
from routes.access import client_address
from routes.route import Call, Reply, operation
from schemas.track import TrackedShape, TrackQuery


@operation(query=TrackQuery, gives=TrackedShape, refuses=(NotTracked, TooManyRequests))
async def track(call: Call[None, TrackQuery]) -> Reply:
    """Track a dossier or a consignment by its code and the last four digits of a phone number.

    Names and numbers are masked. An unknown code, wrong digits and missing digits are answered
    alike; an address may ask 60 times a minute, and a code be guessed at ten times an hour.
    """
    bridge = call.bridge
    return Reply(
        await tracking.track(
            bridge.database,
            bridge.clock,
            bridge.sealer,
            call.path["code"],
            call.query.phone_last4,
            client_address(call.request),
        )
    )
