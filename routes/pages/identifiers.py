"""What stands at the addresses by which our events name things, offices and words.

A thing leads to where it is tracked, by whoever knows the digits, and says nothing here: not even
whether there is one. Programs that follow GS1 Digital Link are given a linkset (RFC 9264).
"""

from typing import Any

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.epcis_vocabulary import WORDS, vocabulary
from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.tracking_code import BagCode, TrackingCode
from postal_bridge.usecases.look_up_named_offices import look_up_named_offices
from routes.epcis import JSON_LD
from routes.epcis_terms import EPCIS
from routes.pages.forms import see_other
from routes.pages.frame import show
from routes.problems import UnknownAddress
from routes.route import HTML, Call, Reply, operation
from schemas.pages import IdentifierAddress

LINKSET = "application/linkset+json"
_ALL_LINKS = "all"
_GS1 = "https://ref.gs1.org/voc"
_SORTS = {
    OfficeKind.CENTER: "GovernmentOffice",
    OfficeKind.DEPARTMENT: "GovernmentOffice",
    OfficeKind.POST: "PostOffice",
}


@operation(query=IdentifierAddress, gives=f"{HTML}, {LINKSET}", refuses=(UnknownAddress,))
async def follow_thing(call: Call[None, IdentifierAddress]) -> Reply:
    """Lead from the name of a consignment or bag to its page, and programs to all there is."""
    code = _thing_named(call.path["code"])
    is_bag = isinstance(code, BagCode)
    page, query = (f"/bags/{code}", {}) if is_bag else ("/q", {"code": str(code)})
    accepted = call.request.headers.get("Accept", "")
    if call.query.link_type != _ALL_LINKS and LINKSET not in accepted:
        return see_other(page, **query)
    config = call.bridge.config
    target = f"{config.base_url}{page}" + (f"?code={code}" if query else "")
    links: dict[str, Any] = {
        "anchor": config.epcis_names.thing(str(code)),
        f"{_GS1}/defaultLink": [{"href": target, "type": HTML, "hreflang": ["vi", "en"]}],
        f"{_GS1}/epcis": [{"href": f"{config.base_url}{EPCIS}", "type": JSON_LD}],
    }
    return Reply({"linkset": [links]}, headers={"Content-Type": LINKSET})


@operation(gives=f"{HTML}, {JSON_LD}", refuses=(UnknownAddress,))
async def show_office(call: Call[None, None]) -> Reply:
    """Tell which office a name means."""
    code = call.path["code"]
    found = await look_up_named_offices(call.bridge.database, code)
    if not found:
        raise UnknownAddress
    if HTML in call.request.headers.get("Accept", ""):
        return show(call, "named_office.html", code=code, found=found)
    about = [
        {
            "@id": call.bridge.config.epcis_names.office(code),
            "@type": _SORTS[each.office.kind],
            "name": each.office.name,
            "parentOrganization": {"@type": "GovernmentOrganization", "name": each.center.name},
        }
        for each in found
    ]
    document = {"@context": "https://schema.org/", "@graph": about}
    return Reply(document, headers={"Content-Type": JSON_LD})


@operation(gives=JSON_LD)
async def show_words(call: Call[None, None]) -> Reply:
    """Say what the words of our own mean that stand in events."""
    return Reply(vocabulary(call.bridge.config.epcis_names), headers={"Content-Type": JSON_LD})


@operation(gives=JSON_LD, refuses=(UnknownAddress,))
async def show_word(call: Call[None, None]) -> Reply:
    """Say what one word means; all the others come with it."""
    if "/".join(call.path.values()) not in WORDS:
        raise UnknownAddress
    return Reply(vocabulary(call.bridge.config.epcis_names), headers={"Content-Type": JSON_LD})


def _thing_named(code: str) -> TrackingCode | BagCode:
    for kind in (TrackingCode, BagCode):
        try:
            return kind.parse(code)
        except Refusal:
            continue
    raise UnknownAddress
