"""Bags: begun, read, counted to the end."""

from postal_bridge.domain.refusals import BagNotOpen, NotInYourHands, UnknownCode
from postal_bridge.usecases import check_manifest as checking
from postal_bridge.usecases import look_up_manifest as looking_up
from postal_bridge.usecases import open_manifest as opening
from postal_bridge.usecases.once import Answer
from postal_bridge.usecases.scan_answers import ScanRules
from postal_bridge.usecases.scenes import Scenes
from routes.places import END, decode_place, encode_place
from routes.route import Call, Reply, operation
from schemas.manifests import ListedManifest, ManifestShape, ManifestsQuery, NewManifest
from schemas.shape import Page


@operation(takes=NewManifest, gives=ManifestShape, status=201)
async def open_manifest(call: Call[NewManifest, None]) -> Answer:
    """Begin a bag with the list of what should be in it.

    It is packed, sealed, given, taken and opened by scans. With `pack` its items are packed at
    once; when one of them cannot be, the path of each tells why and there is no bag.
    """
    bridge, body = call.bridge, call.body
    rules = ScanRules(bridge.clock, bridge.sealer, bridge.config.label_keys, Scenes())
    order = opening.ManifestOrder(body.to_office, body.items, body.pack, body.seal_number)
    return await opening.open_manifest(bridge.database, rules, call.viewer, call.request_key, order)


@operation(gives=ManifestShape, refuses=(UnknownCode,))
async def look_up_manifest(call: Call[None, None]) -> Reply:
    """Read a bag: what was expected, packed and found, and what does not agree.

    The centre reads all of them, other offices those that are from them, for them, or went
    through their hands.
    """
    bridge = call.bridge
    return Reply(
        await looking_up.look_up_manifest(
            bridge.database, bridge.clock, call.viewer, call.path["code"]
        )
    )


@operation(query=ManifestsQuery, gives=Page[ListedManifest])
async def list_manifests(call: Call[None, ManifestsQuery]) -> Reply:
    """List bags, the newest first."""
    query = call.query
    items, last = await looking_up.list_manifests(
        call.bridge.database,
        call.viewer,
        query.state,
        decode_place(query.cursor, END),
        query.limit,
    )
    return Reply({"items": items, "next_cursor": encode_place(last)})


@operation(gives=ManifestShape, refuses=(UnknownCode, NotInYourHands, BagNotOpen))
async def check_manifest(call: Call[None, None]) -> Answer:
    """Say that everything found in an opened bag was counted.

    Each thing that was packed and not found opens a difference. Saying so twice does no harm.
    """
    bridge = call.bridge
    return await checking.check_manifest(
        bridge.database,
        bridge.clock,
        bridge.sealer,
        call.viewer,
        call.request_key,
        call.path["code"],
    )
