"""Commands for those who call in: how each of them is known, and by which secrets."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from postal_bridge.cli.asking import ask_secret
from postal_bridge.cli.options import CenterOption, FormatOption
from postal_bridge.cli.running import installation
from postal_bridge.cli.telling import Format, note, tell, tell_document
from postal_bridge.domain.access import Viewer
from postal_bridge.domain.incoming import TOLERANCE_SECONDS, TOLERANCE_SECONDS_USUAL, Way
from postal_bridge.store.health import require_migrated
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.keep_incoming_sources import (
    OVERLAP,
    OVERLAP_HOURS,
    KeepingSource,
    address_of_source,
    look_up_sources,
)
from postal_bridge.usecases.note_change import operator_of
from postal_bridge.usecases.once import Asked
from postal_bridge.wiring import Bridge, open_bridge

source_commands = typer.Typer()
ResultT = TypeVar("ResultT")

SourceArgument = Annotated[
    str, typer.Argument(metavar="PARTY", help="Its name, as `source list` has it.")
]


@source_commands.command("list")
def source_list(center: CenterOption = None, output: FormatOption = Format.TEXT) -> None:
    """List who may call in, how they are known, and how many secrets of theirs are good."""

    async def act(bridge: Bridge, viewer: Viewer) -> list[dict[str, object]]:
        found = await look_up_sources(bridge.database, viewer, bridge.sources)
        now, base = bridge.clock(), bridge.config.base_url
        return [
            {
                "source": each.name,
                "address": address_of_source(base, viewer, each.name),
                "way": each.proving.way.value if each.proving else None,
                "header_name": each.proving.header_name if each.proving else None,
                "secrets": [
                    str(one.secret_id)
                    for one in each.secrets
                    if one.ends_at is None or one.ends_at > now
                ],
            }
            for each in found
        ]

    items = _run(act, center)
    if output is Format.JSON:
        tell_document({"items": items})
        return
    for item in items:
        way = item["way"] or "no way chosen, so nothing is taken"
        tell(f"{item['source']}  {item['address']}  {way}")
        for secret_id in item["secrets"]:  # type: ignore[attr-defined]
            tell(f"  secret {secret_id}")


@source_commands.command("way")
def source_way(
    source: SourceArgument,
    way: Annotated[Way, typer.Argument(help="How its calls prove who sent them.")],
    header: Annotated[
        str | None, typer.Option(metavar="NAME", help="The header in which a key stands.")
    ] = None,
    tolerance_seconds: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=TOLERANCE_SECONDS.start,
            max=TOLERANCE_SECONDS.stop - 1,
            help="By how much the moment of a signature may differ from ours.",
        ),
    ] = TOLERANCE_SECONDS_USUAL,
    center: CenterOption = None,
) -> None:
    """Say how calls of a party are proved; in another way than before, secrets are needed anew."""

    async def act(bridge: Bridge, viewer: Viewer) -> None:
        await _keeping(bridge, viewer, source).choose_way(way, header, tolerance_seconds)

    _run(act, center)
    tell(f"Calls of {source} are proved in the way {way}.")


@source_commands.command("secret")
def source_secret(
    source: SourceArgument,
    given: Annotated[
        bool,
        typer.Option("--given", help="The other party made it: it is a line of standard input."),
    ] = False,
    overlap_hours: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=OVERLAP_HOURS.start,
            max=OVERLAP_HOURS.stop - 1,
            help="For how long the secrets of before are good beside it.",
        ),
    ] = OVERLAP // timedelta(hours=1),
    center: CenterOption = None,
) -> None:
    """Add a secret of a party; one that is made here is printed, this once.

    The secret alone goes to standard output; its id, by which it is ended, to standard error.
    """
    text = ask_secret("secret", "ASCII") if given else None

    async def act(bridge: Bridge, viewer: Viewer) -> dict[str, object]:
        keeping = _keeping(bridge, viewer, source)
        return (await keeping.add_secret(text, timedelta(hours=overlap_hours))).document or {}

    document = _run(act, center)
    if document["secret"] is not None:
        tell(str(document["secret"]))
    note(f"Secret {document['secret_id']} of {source}. Keep it secret.")


@source_commands.command("end")
def source_end(
    source: SourceArgument,
    secret_id: Annotated[UUID, typer.Argument(metavar="ID", help="The id of the secret.")],
    center: CenterOption = None,
) -> None:
    """Let a secret of a party be good no more, from now on."""

    async def act(bridge: Bridge, viewer: Viewer) -> None:
        await _keeping(bridge, viewer, source).end_secret(secret_id)

    _run(act, center)
    tell(f"Secret {secret_id} of {source} ended.")


def _keeping(bridge: Bridge, viewer: Viewer, source: str) -> KeepingSource:
    asked = Asked(bridge.database, bridge.clock, bridge.sealer, viewer)
    return KeepingSource(asked, bridge.sources, source)


def _run(act: Callable[[Bridge, Viewer], Awaitable[ResultT]], center: str | None) -> ResultT:
    """Return what `act` makes of a bridge: who calls in is known where it is put together."""

    async def acted(url: str) -> ResultT:
        await require_migrated(url)
        async with open_bridge(place.config, url) as bridge:
            chosen = await choose_center(bridge.database, center)
            return await act(bridge, operator_of(chosen))

    with installation() as place:
        return asyncio.run(acted(place.database_url))
