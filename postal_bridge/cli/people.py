"""Commands for the first rows of an installation: centres, their offices, and who signs in."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from postal_bridge.cli.options import CenterOption
from postal_bridge.cli.running import Means, run
from postal_bridge.cli.telling import tell
from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.manage_people import NewPerson, add_center, add_office, add_person

center_commands = typer.Typer()
office_commands = typer.Typer()
person_commands = typer.Typer()

#: Under this name the command line acts where a use case asks who is there.
_OPERATOR = "operator"


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
        viewer = Viewer(chosen, _OPERATOR, Role.ADMIN, chosen.code, OfficeKind.CENTER)
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
    password = _read_password()
    new = NewPerson(login, name or login, role, office, center, password, supervisor)

    async def act(means: Means) -> str:
        person = await add_person(means.database, means.clock, new)
        return person.office_code

    tell(f"{login} added to office {run(act)}.")


def _read_password() -> str:
    if sys.stdin.isatty():
        answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return answer
    try:
        password = sys.stdin.buffer.readline().decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise typer.BadParameter("the password on standard input is not UTF-8") from error
    if not password:
        raise typer.BadParameter("give the password as one line of standard input")
    return password
