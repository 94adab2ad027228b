"""How the centre knows who calls in, over HTTP: ways chosen, secrets added and ended."""

from datetime import timedelta
from uuid import UUID

from postal_bridge.domain.incoming_refusals import (
    SecretKnown,
    UnknownSecret,
    UnknownSource,
    UnusableSecret,
    WayNotOffered,
)
from postal_bridge.usecases.keep_incoming_sources import (
    KeepingSource,
    SourceAtCenter,
    address_of_source,
    look_up_sources,
)
from postal_bridge.usecases.once import Answer
from routes.route import Call, Reply, operation
from schemas.incoming_sources import (
    AddedSourceSecret,
    ChosenWay,
    IncomingSourceList,
    IncomingSourceShape,
    NewSourceSecret,
    SourceSecretFacts,
    SourceWayChoice,
)


@operation(gives=IncomingSourceList)
async def list_sources(call: Call[None, None]) -> IncomingSourceList:
    """List the parties that may call in, how each is known, and since when it has its secrets."""
    bridge = call.bridge
    found = await look_up_sources(bridge.database, call.viewer, bridge.sources)
    base = bridge.config.base_url
    return IncomingSourceList(
        items=[_told(each, address_of_source(base, call.viewer, each.name)) for each in found]
    )


@operation(
    takes=SourceWayChoice,
    gives=ChosenWay,
    refuses=(UnknownSource, WayNotOffered),
)
async def choose_way(call: Call[SourceWayChoice, None]) -> Answer:
    """Say how calls of a party are proved; in another way than before, secrets are needed anew."""
    said = call.body
    return await _keeping(call).choose_way(said.way, said.header_name, said.tolerance_seconds)


@operation(
    takes=NewSourceSecret,
    gives=AddedSourceSecret,
    status=201,
    refuses=(UnknownSource, UnusableSecret, SecretKnown),
)
async def add_secret(call: Call[NewSourceSecret, None]) -> Answer:
    """Add a secret of a party; the others are good beside it until the overlap is over.

    A secret that is made here is in this answer and nowhere else.
    """
    said = call.body
    return await _keeping(call).add_secret(said.secret, timedelta(hours=said.overlap_hours))


@operation(status=204, refuses=(UnknownSource, UnknownSecret))
async def end_secret(call: Call[None, None]) -> Reply:
    """Let a secret of a party be good no more, from now on."""
    try:
        secret_id = UUID(call.path["secret_id"])
    except ValueError:
        raise UnknownSecret from None
    await _keeping(call).end_secret(secret_id)
    return Reply()


def _keeping(
    call: Call[SourceWayChoice, None] | Call[NewSourceSecret, None] | Call[None, None],
) -> KeepingSource:
    return KeepingSource(call.asked, call.bridge.sources, call.path["source"])


def _told(source: SourceAtCenter, address: str) -> IncomingSourceShape:
    proving = source.proving
    return IncomingSourceShape(
        source=source.name,
        address=address,
        ways=list(source.ways),
        way=proving.way if proving else None,
        header_name=proving.header_name if proving else None,
        tolerance_seconds=proving.tolerance_seconds if proving else None,
        secrets=[
            SourceSecretFacts(
                secret_id=each.secret_id,
                added_at=each.added_at,
                added_by=each.added_by,
                ends_at=each.ends_at,
            )
            for each in source.secrets
        ],
    )
