"""Commands that write files for other systems."""

from pathlib import Path
from typing import Annotated

import typer

from postal_bridge.cli.options import CenterOption, FromOption, ToOption
from postal_bridge.cli.running import Means, run
from postal_bridge.cli.telling import deliver, document_bytes
from postal_bridge.domain.span import Span
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.export_emsevt import export_emsevt
from schemas.emsevt import FileFormat, document_of, write_csv

export_commands = typer.Typer()


@export_commands.command("emsevt")
def emsevt(
    period_from: FromOption,
    period_to: ToOption,
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="A table with commas, or one JSON document.")
    ] = FileFormat.CSV,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", dir_okay=False, help="Write here instead of printing."),
    ] = None,
    center: CenterOption = None,
) -> None:
    """Write what happened to consignments in the codes of EMSEVT V3 (UPU), for a post to read."""
    span = Span(period_from.date(), period_to.date())

    async def act(means: Means) -> bytes:
        chosen = await choose_center(means.database, center)
        numbers = means.config.emsevt_numbers
        events = await export_emsevt(means.database, chosen, span, numbers)
        if file_format is FileFormat.JSON:
            return document_bytes(document_of(chosen, span, events))
        return write_csv(events)

    deliver(run(act), out)
