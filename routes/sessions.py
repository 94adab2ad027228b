"""Signing in and out, and who one is."""

from typing import Any

from postal_bridge.domain.access import Center, Viewer
from postal_bridge.domain.refusals import SignInFailed, SignInLocked
from postal_bridge.usecases import sign_in as signing
from routes.access import client_address, cookie_name
from routes.keys import DOORKEEPER
from routes.route import Call, Reply, operation
from schemas.people import CenterShape, SessionShape, SignIn, ViewerShape

_SIGN_IN_BYTES_MAX = 16 * 1024


@operation(
    takes=SignIn,
    gives=SessionShape,
    status=201,
    refuses=(SignInFailed, SignInLocked),
    body_bytes_max=_SIGN_IN_BYTES_MAX,
)
async def sign_in(call: Call[SignIn, None]) -> Reply:
    """Sign in with a password.

    Sets the session cookie. Wrong logins and wrong passwords are answered alike; five failures
    within a quarter of an hour lock the login for as long.
    """
    session = await signing.sign_in(
        call.bridge.database,
        call.bridge.clock,
        call.body.login,
        call.body.password,
        client_address(call.request),
    )
    shape = SessionShape(viewer=viewer_shape(session.viewer), expires_at=session.expires_at)
    return Reply(shape, headers=session_cookie(call, session.secret))


@operation(status=204)
async def sign_out(call: Call[None, None]) -> Reply:
    """Sign out.

    Ends the session of the cookie at once; a bearer token is not touched by this.
    """
    return Reply(headers=await end_session(call))


@operation(gives=ViewerShape)
async def me(call: Call[None, None]) -> ViewerShape:
    """Tell who is signed in."""
    return viewer_shape(call.viewer)


def viewer_shape(viewer: Viewer) -> ViewerShape:
    """Return a viewer as they are answered."""
    return ViewerShape(
        login=viewer.login,
        role=viewer.role,
        office_code=viewer.office_code,
        office_kind=viewer.office_kind,
        supervises=viewer.supervises,
        center=_center_shape(viewer.center),
    )


def _center_shape(center: Center) -> CenterShape:
    return CenterShape(code=center.code, name=center.name, sandbox=center.sandbox)


def session_cookie(call: Call[Any, None], secret: str) -> dict[str, str]:
    """Return the header that hands a browser its session."""
    return _cookie(call, secret, int(signing.SESSION_LIFE.total_seconds()))


async def end_session(call: Call[Any, None]) -> dict[str, str]:
    """Close the session of whoever asks and return the header that makes a browser forget it."""
    if call.visitor is not None:
        await signing.sign_out(
            call.bridge.database, call.bridge.clock, call.viewer, call.visitor.credential_id
        )
        call.request.app[DOORKEEPER].forget()
    return _cookie(call, "", 0)


def _cookie(call: Call[Any, None], value: str, seconds: int) -> dict[str, str]:
    secure = "; Secure" if call.bridge.config.serves_tls else ""
    attributes = f"Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    return {"Set-Cookie": f"{cookie_name(call.bridge)}={value}; {attributes}"}
