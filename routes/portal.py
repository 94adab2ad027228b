"""The national portal over HTTP: its account, what it was told and did not take, what differs."""

from uuid import UUID

from postal_bridge.domain.portal import TellingPlace
from postal_bridge.domain.portal_refusals import (
    PortalNotNamed,
    TellingUnderWay,
    UnknownFinding,
    UnknownTelling,
)
from postal_bridge.usecases import follow_portal as following
from postal_bridge.usecases.keep_portal_account import WantedAccount, keep_portal_account
from postal_bridge.usecases.once import Answer
from routes.paging import decode_cursor, encode_cursor
from routes.places import (
    BEGINNING,
    END,
    decode_place,
    decode_ranked_place,
    decode_uuid_place,
    encode_place,
    encode_ranked_place,
)
from routes.route import Call, Reply, operation
from schemas.portal import (
    FindingShape,
    NewPortalAccount,
    PortalAccountShape,
    PortalAsked,
    PortalOverview,
    RegisteredShape,
    Settlement,
    TellingSettled,
    TellingShape,
    TellingsTried,
    UnlikeShape,
)
from schemas.shape import Page, PageQuery


@operation(gives=PortalOverview)
async def look_up_portal(call: Call[None, None]) -> Reply:
    """Tell how the centre stands with the portal."""
    bridge = call.bridge
    return Reply(await following.look_up_portal(bridge.database, bridge.clock, call.viewer))


@operation(takes=NewPortalAccount, gives=PortalAccountShape, refuses=(PortalNotNamed,))
async def put_portal_account(call: Call[NewPortalAccount, None]) -> Answer:
    """Keep how the centre is let into the portal.

    What lets it in is kept sealed and shown to nobody. The operator names the hosts that may be
    told, in a setting.
    """
    said = call.body
    codes = said.codes.model_dump(exclude_none=True)
    wanted = WantedAccount(
        **{
            **said.model_dump(),
            "codes": codes,
            "later_codes": tuple(said.later_codes),
        }
    )
    return await keep_portal_account(call.asked, wanted, call.bridge.config.portal_hosts)


@operation(query=PageQuery, gives=Page[TellingShape])
async def list_tellings(call: Call[None, PageQuery]) -> Reply:
    """List the steps that the portal has not taken, those that it refused first."""
    after = telling_place(call.query.cursor)
    items, last = await following.list_tellings(
        call.bridge.database, call.viewer, after, call.query.limit
    )
    return Reply({"items": items, "next_cursor": telling_cursor(last)})


@operation(gives=TellingsTried)
async def try_refused_again(call: Call[None, None]) -> Answer:
    """Let all steps that were refused be tried again; the portal is asked first what it holds."""
    return await following.try_again(call.asked, None)


@operation(gives=TellingsTried, refuses=(UnknownTelling, TellingUnderWay))
async def try_telling_again(call: Call[None, None]) -> Answer:
    """Let a step be tried at once."""
    return await following.try_again(call.asked, telling_id_of(call.path["step_id"]))


@operation(takes=Settlement, gives=TellingSettled, refuses=(UnknownTelling, TellingUnderWay))
async def settle_telling(call: Call[Settlement, None]) -> Answer:
    """Say that a step is not to be told any more, and why; what is behind it goes on."""
    step_id = telling_id_of(call.path["step_id"])
    return await following.settle_telling(call.asked, step_id, call.body.reason)


@operation(query=PageQuery, gives=Page[FindingShape])
async def list_findings(call: Call[None, PageQuery]) -> Reply:
    """List what the portal holds or said and what could not be taken over, the oldest first."""
    after = decode_uuid_place(call.query.cursor, BEGINNING)
    page = await following.list_findings(call.bridge.database, call.viewer, after, call.query.limit)
    return Reply({"items": page.items, "next_cursor": encode_place(page.last)})


@operation(takes=Settlement, gives=FindingShape, refuses=(UnknownFinding,))
async def settle_finding(call: Call[Settlement, None]) -> Answer:
    """Say how something that came from the portal was dealt with."""
    finding_id = finding_id_of(call.path["finding_id"])
    return await following.settle_finding(call.asked, finding_id, call.body.reason)


@operation(gives=PortalAsked, status=202, refuses=(UnknownFinding,))
async def ask_about_finding(call: Call[None, None]) -> Answer:
    """Have the portal asked again about a finding, within minutes.

    What is put right thereby is closed: a dossier that began at the portal is registered when its
    procedure is in the catalogue by now.
    """
    return await following.ask_again(call.asked, finding_id_of(call.path["finding_id"]))


@operation(query=PageQuery, gives=Page[RegisteredShape])
async def list_registered(call: Call[None, PageQuery]) -> Reply:
    """List the dossiers that began at the portal and are expected by post, the latest first."""
    before = decode_place(call.query.cursor, END)
    database = call.bridge.database
    page = await following.list_registered(database, call.viewer, before, call.query.limit)
    return Reply({"items": page.items, "next_cursor": encode_place(page.last)})


@operation(query=PageQuery, gives=Page[UnlikeShape])
async def list_unlike(call: Call[None, PageQuery]) -> Reply:
    """List the dossiers of which both sides hold different statuses, by their codes."""
    parts = decode_cursor(call.query.cursor, 1)
    page = await following.list_unlike(
        call.bridge.database, call.viewer, parts[0] if parts else "", call.query.limit
    )
    next_cursor = None if page.last is None else encode_cursor(page.last)
    return Reply({"items": page.items, "next_cursor": next_cursor})


@operation(gives=PortalAsked, status=202)
async def ask_portal(call: Call[None, None]) -> Answer:
    """Have the portal asked anew what it holds of every dossier, within minutes."""
    return await following.ask_all(call.asked)


def telling_id_of(text: str) -> UUID:
    """Return the identity of a step that an address names; raises `UnknownTelling` for none."""
    try:
        return UUID(text)
    except ValueError:
        raise UnknownTelling from None


def finding_id_of(text: str) -> UUID:
    """Return the identity of a finding that an address names; raises `UnknownFinding` for none."""
    try:
        return UUID(text)
    except ValueError:
        raise UnknownFinding from None


def telling_place(cursor: str | None) -> TellingPlace | None:
    """Return where a list of tellings goes on; raises `InvalidInput` where that is no place."""
    return None if cursor is None else decode_ranked_place(cursor)


def telling_cursor(place: TellingPlace | None) -> str | None:
    """Return the cursor of a place, or None when the list is at its end."""
    return encode_ranked_place(place)
