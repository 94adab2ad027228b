"""Options that several commands share, so that they read alike everywhere."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from postal_bridge.cli.telling import Format

#: How days are written in options: ISO 8601, or as in Vietnamese papers.
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]

CenterOption = Annotated[
    str | None,
    typer.Option(
        "--center",
        metavar="CODE",
        help="The centre, by its province's unit code such as H53; needed when there are several.",
    ),
]
FromOption = Annotated[
    datetime,
    typer.Option("--from", metavar="DAY", formats=DAY_FORMATS, help="The first day."),
]
ToOption = Annotated[
    datetime,
    typer.Option("--to", metavar="DAY", formats=DAY_FORMATS, help="The last day, included."),
]
FormatOption = Annotated[
    Format,
    typer.Option("--format", help="Text for people, or one JSON document for programs."),
]
HostOption = Annotated[
    str,
    typer.Option(
        "--host",
        metavar="ADDRESS",
        help="The address to listen on; 0.0.0.0 is every IPv4 address of this machine.",
    ),
]
PortOption = Annotated[
    int,
    typer.Option(
        "--port", metavar="N", min=0, max=65535, help="The port to listen on; 0 takes a free one."
    ),
]
FileArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The file to read."),
]
