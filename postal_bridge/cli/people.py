"""Commands for the first rows of an installation: centres, offices, people, tokens, code ranges."""

import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import typer

from postal_bridge.cli.options import DAY_FORMATS, CenterOption, FormatOption
from postal_bridge.cli.running import run
from postal_bridge.cli.telling import Format, counted, note, tell, tell_document
from postal_bridge.domain.access import OfficeKind, Role, Viewer
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.grant_code_range import Grant, grant_code_range
from postal_bridge.usecases.issue_token import (
    EXPIRES_DAYS,
    EXPIRES_DAYS_MAX,
    issue_token,
    revoke_token_anywhere,
)
from postal_bridge.usecases.manage_people import NewPerson, add_center, add_office, add_person
from postal_bridge.wiring import Bridge

center_commands = typer.Typer(help="Centres: each sees its own data only.")
office_commands = typer.Typer(help="Departments and post offices of a centre.")
person_commands = typer.Typer(help="People who sign in.")
token_commands = typer.Typer(help="Bearer tokens, with which programs sign in.")
range_commands = typer.Typer(help="Ranges of tracking codes that the post granted.")

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

    async def act(bridge: Bridge) -> str:
        new = code.upper()
        center = await add_center(bridge.database, bridge.clock, new, name, sandbox=sandbox)
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

    async def act(bridge: Bridge) -> str:
        chosen = await choose_center(bridge.database, center)
        viewer = Viewer(chosen, _OPERATOR, Role.ADMIN, chosen.code, OfficeKind.CENTER)
        await add_office(
            bridge.database,
            bridge.clock,
            bridge.sealer,
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

    async def act(bridge: Bridge) -> str:
        person = await add_person(bridge.database, bridge.clock, new)
        return person.office_code

    tell(f"{login} added to office {run(act)}.")


@token_commands.command("issue")
def token_issue(
    person: Annotated[str, typer.Option(metavar="LOGIN", help="Whose token it is.")],
    expires_days: Annotated[
        int,
        typer.Option(metavar="N", min=1, max=EXPIRES_DAYS_MAX, help="For how many days it holds."),
    ] = EXPIRES_DAYS,
    output: FormatOption = Format.TEXT,
) -> None:
    """Issue a bearer token and print it, this once.

    The token alone goes to standard output; its id, by which it is revoked, to standard error.
    """
    issued = run(lambda bridge: issue_token(bridge.database, bridge.clock, person, expires_days))
    expires_at = issued.expires_at.isoformat(timespec="seconds")
    if output is Format.JSON:
        tell_document(
            {
                "token_id": str(issued.token_id),
                "login": issued.login,
                "token": issued.text,
                "expires_at": expires_at,
            }
        )
        return
    tell(issued.text)
    note(f"Token {issued.token_id} of {issued.login}, valid until {expires_at}. Keep it secret.")


@token_commands.command("revoke")
def token_revoke(
    token_id: Annotated[UUID, typer.Argument(metavar="ID", help="The id of the token.")],
) -> None:
    """Revoke a token; it is refused from now on, in other processes within two seconds."""
    run(lambda bridge: revoke_token_anywhere(bridge.database, bridge.clock, token_id))
    tell(f"Token {token_id} revoked.")


@range_commands.command("add")
def range_add(
    first: Annotated[
        str,
        typer.Argument(metavar="FIRST", help="The first code, such as EV000000005VN, or serial."),
    ],
    last: Annotated[str, typer.Argument(metavar="LAST", help="The last code, or serial.")],
    document: Annotated[
        str,
        typer.Option(metavar="TEXT", help="The paper by which the post granted the range."),
    ],
    service: Annotated[
        str | None,
        typer.Option(metavar="XX", help="The service indicator, where serials are given."),
    ] = None,
    granted_on: Annotated[
        datetime | None,
        typer.Option(metavar="DAY", formats=DAY_FORMATS, help="When; without it, today."),
    ] = None,
    center: CenterOption = None,
) -> None:
    """Add a range of tracking codes; none is minted outside the ranges of a centre."""

    async def act(bridge: Bridge) -> str:
        chosen = await choose_center(bridge.database, center)
        today = bridge.clock().astimezone(chosen.zone).date()
        day = granted_on.replace(tzinfo=UTC).date() if granted_on else today
        granted = await grant_code_range(
            bridge.database,
            bridge.clock,
            chosen,
            Grant(first, last, document, day, service),
        )
        left = granted["left"]
        assert isinstance(left, int)
        return f"{counted(left, 'code')} from {granted['first']} to {granted['last']}"

    tell(f"Granted: {run(act)}.")


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
