"""Bearer tokens: one's own, and for administrators those of the centre."""

from datetime import UTC, datetime
from uuid import UUID

from postal_bridge.domain.refusals import UnknownPerson, UnknownToken
from postal_bridge.usecases import issue_token as issuing
from postal_bridge.usecases.once import Answer
from routes.keys import DOORKEEPER
from routes.paging import bad_cursor, decode_cursor, encode_cursor
from routes.route import Call, Reply, operation
from schemas.people import IssuedTokenShape, NewToken, TokenShape, TokensQuery
from schemas.shape import Page


@operation(query=TokensQuery, gives=Page[TokenShape], refuses=(UnknownPerson,))
async def list_tokens(call: Call[None, TokensQuery]) -> Page[TokenShape]:
    """List the bearer tokens of a person, newest first.

    One's own; an administrator may name another person of the centre.
    """
    found, last = await issuing.list_tokens(
        call.bridge.database,
        call.viewer,
        call.query.login,
        _last_token(call.query.cursor),
        call.query.limit,
    )
    return Page[TokenShape](
        items=[
            TokenShape(
                token_id=token.token_id,
                login=token.login,
                created_at=token.created_at,
                expires_at=token.expires_at,
                revoked_at=token.revoked_at,
            )
            for token in found
        ],
        next_cursor=None if last is None else encode_cursor(last[0].isoformat(), str(last[1])),
    )


@operation(takes=NewToken, gives=IssuedTokenShape, status=201, refuses=(UnknownPerson,))
async def issue_token(call: Call[NewToken, None]) -> Answer:
    """Issue a bearer token.

    Its text is in this answer and nowhere else. It acts as its person until it expires.
    """
    return await issuing.issue_token_for(
        call.bridge.database,
        call.bridge.clock,
        call.bridge.sealer,
        call.viewer,
        call.request_key,
        call.body.login,
        call.body.expires_days,
    )


@operation(status=204, refuses=(UnknownToken,))
async def revoke_token(call: Call[None, None]) -> Reply:
    """Revoke a bearer token.

    It takes effect at once in the process that answers, within two seconds in others.
    """
    try:
        token_id = UUID(call.path["token_id"])
    except ValueError:
        raise UnknownToken from None
    await issuing.revoke_token(call.bridge.database, call.bridge.clock, call.viewer, token_id)
    call.request.app[DOORKEEPER].forget()
    return Reply()


def _last_token(cursor: str | None) -> tuple[datetime, UUID] | None:
    parts = decode_cursor(cursor, 2)
    if parts is None:
        return None
    try:
        return datetime.fromisoformat(parts[0]).astimezone(UTC), UUID(parts[1])
    except (ValueError, OverflowError):
        raise bad_cursor() from None
