"""Commands for bearer tokens."""

from typing import Annotated
from uuid import UUID

import typer

from postal_bridge.cli.options import FormatOption
from postal_bridge.cli.running import run
from postal_bridge.cli.telling import Format, note, tell, tell_document
from postal_bridge.usecases.issue_token import (
    EXPIRES_DAYS,
    EXPIRES_DAYS_MAX,
    issue_token,
    revoke_token_anywhere,
)

token_commands = typer.Typer()


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
    issued = run(lambda means: issue_token(means.database, means.clock, person, expires_days))
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
    run(lambda means: revoke_token_anywhere(means.database, means.clock, token_id))
    tell(f"Token {token_id} revoked.")
