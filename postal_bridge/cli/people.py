"""Commands for the first rows of an installation: centres, their offices, and who signs in."""

from enum import StrEnum
from typing import Annotated

import typer

from postal_bridge.cli.asking import ask_secret
from postal_bridge.cli.options import CenterOption
from postal_bridge.cli.running import Means, run
from postal_bridge.cli.telling import tell
from postal_bridge.domain.access import OfficeKind, Role
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.manage_people import NewPerson, add_center, add_office, add_person
from postal_bridge.usecases.note_change import operator_of

center_commands = typer.Typer()
office_commands = typer.Typer()
person_commands = typer.Typer()


class AddedKind(StrEnum):
    """The kinds of offices that are added one by one; a centre's own comes with the centre."""

    DEPARTMENT = "department"
    POST = "post"


@center_commands.command("add")
def center_add(
    code: Annotated[
        str,
        typer.Argument(metavar="CODE", help="The unit code of the province, such as H53."),
    ],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name people know it by.")],
    sandbox: Annotated[
        bool,
        typer.Option(
            "--sandbox",
            help="Programs are tried there: nothing leaves it, and stories carry what they send.",
        ),
    ] = False,
) -> None:
    """Add a centre, with an office of its own and a counter of the post in it."""

    async def act(means: Means) -> str:
        new = code.upper()
        center = await add_center(means.database, means.clock, new, name, sandbox=sandbox)
        return center.code

    added = run(act)
    tell(f"Centre {added} added, with its office {added} and the post's counter {added}.BC.")


@office_commands.command("add")
def office_add(
    code: Annotated[
        str,
        typer.Argument(metavar="CODE", help="Its code in the centre: A-Z, 0-9, dot, hyphen."),
    ],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name people know it by.")],
    kind: Annotated[AddedKind, typer.Option(help="A department, or an office of the post.")],
    center: CenterOption = None,
) -> None:
    """Add a department or a post office to a centre."""

    async def act(means: Means) -> str:
        chosen = await choose_center(means.database, center)
        viewer = operator_of(chosen)
        await add_office(
            means.database,
            means.clock,
            means.sealer,
            viewer,
            None,
            code=code,
            kind=OfficeKind(kind),
            name=name,
        )
        return chosen.code

    tell(f"Office {code} added to centre {run(act)}.")


@person_commands.command("add")
def person_add(
    login: Annotated[
        str,
        typer.Argument(metavar="LOGIN", help="What they sign in with: a-z, 0-9, dot, hyphen, @."),
    ],
    role: Annotated[Role, typer.Option(help="What they are here to do.")],
    office: Annotated[
        str,
        typer.Option(
            metavar="CODE",
            help="Where they work. People of the post given a centre's code join its counter.",
        ),
    ],
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Their full name; without it, the login stands in."),
    ] = None,
    center: CenterOption = None,
    supervisor: Annotated[
        bool,
        typer.Option(
            "--supervisor",
            help="They settle refused scans and differences of the office, and count its cash.",
        ),
    ] = False,
) -> None:
    """Add a person.

    The password is asked for twice; where no terminal is, it is one line of standard input.
    """
    password = ask_secret("password", "UTF-8", twice=True)
    new = NewPerson(login, name or login, role, office, center, password, supervisor)

    async def act(means: Means) -> str:
        person = await add_person(means.database, means.clock, new)
        return person.office_code

    tell(f"{login} added to office {run(act)}.")
