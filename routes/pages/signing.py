"""Signing in and out by a form, and the choice of the language."""

from postal_bridge.domain.refusals import Refusal, SignInFailed, SignInLocked
from postal_bridge.usecases import sign_in as signing
from routes.access import client_address
from routes.pages.forms import FORM, Form, own_path, read_form, see_other
from routes.pages.frame import home_of, show
from routes.pages.languages import COOKIE, YEAR_SECONDS, Language
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from routes.sessions import end_session, session_cookie
from schemas.pages import SignInAddress
from schemas.people import SignIn


@operation(query=SignInAddress, gives=HTML)
async def ask_sign_in(call: Call[None, SignInAddress]) -> Reply:
    """Show the form that lets staff in."""
    return show(call, "sign_in.html", form=Form({"to": call.query.to}))


@operation(takes=FORM, gives=HTML, refuses=(SignInFailed, SignInLocked))
async def sign_in(call: Call[None, None]) -> Reply:
    """Sign in and go on to where one wanted to be."""
    form = await read_form(call.request)
    try:
        said = form.without("to").shaped(SignIn)
        session = await signing.sign_in(
            call.bridge.database,
            call.bridge.clock,
            said.login,
            said.password,
            client_address(call.request),
        )
    except Refusal as refusal:
        refused = form.without("password").refused(refusal)
        return show(call, "sign_in.html", status_of(refusal), form=refused)
    wanted = own_path(form.value("to"))
    reply = see_other(home_of(session.viewer.role) if wanted == "/" else wanted)
    return reply.adding(session_cookie(call, session.secret))


@operation(takes=FORM, gives=HTML)
async def sign_out(call: Call[None, None]) -> Reply:
    """Sign out."""
    return see_other("/sign-in", done="signed_out").adding(await end_session(call))


@operation(takes=FORM, gives=HTML)
async def choose_language(call: Call[None, None]) -> Reply:
    """Show the same page in another language, and every page from now on."""
    form = await read_form(call.request)
    reply = see_other(own_path(form.value("to")))
    language = form.value("language")
    if language not in tuple(Language):
        return reply
    secure = "; Secure" if call.bridge.config.serves_tls else ""
    cookie = f"{COOKIE}={language}; Path=/; Max-Age={YEAR_SECONDS}; HttpOnly; SameSite=Lax{secure}"
    return reply.adding({"Set-Cookie": cookie})
