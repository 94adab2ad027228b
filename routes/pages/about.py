"""The pages that say what this is: the first one, and every call of the API."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from markupsafe import Markup

from postal_bridge.domain.access import Role
from routes.keys import OPENAPI, PAGES
from routes.pages.forms import Form
from routes.pages.frame import show
from routes.problems import INTERNAL, KINDS, Kind
from routes.route import HTML, JSON, Call, Reply, operation

_BOUNDS = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " items"),
)


@operation(gives=HTML)
async def home(call: Call[None, None]) -> Reply:
    """Show what this service is and where to go on."""
    return show(call, "home.html", form=Form())


@operation(gives=HTML)
async def docs(call: Call[None, None]) -> Reply:
    """Show every call of the API, for people."""
    document = call.request.app[PAGES].document
    return show(
        call,
        "docs.html",
        document=document,
        calls=_calls_by_tag(document),
        kinds=_told_kinds(),
        roles=len(Role),
        limits=limits,
    )


@operation(gives=JSON)
async def openapi(call: Call[None, None]) -> Reply:
    """Give every call of the API, for machines: OpenAPI 3.1."""
    return Reply(call.request.app[OPENAPI])


def limits(schema: Mapping[str, Any]) -> Markup:
    """Return in words what a JSON schema allows beside the kind of value."""
    described = dict(schema)
    for choice in schema.get("anyOf", []):
        described |= {name: value for name, value in choice.items() if name != "type"}
    said = []
    for least, most, unit in _BOUNDS:
        if least in described and most in described:
            said.append(f"{described[least]} to {described[most]}{unit}")
        elif least in described:
            said.append(f"at least {described[least]}{unit}")
        elif most in described:
            said.append(f"at most {described[most]}{unit}")
    if described.get("default") is not None:
        said.append(f"{described['default']} when left out")
    words = Markup('<span class="quiet">{}</span>').format(", ".join(said)) if said else Markup()
    if "pattern" in described:
        words += Markup(' <code class="quiet">{}</code>').format(described["pattern"])
    return words


def _calls_by_tag(
    document: Mapping[str, Any],
) -> dict[str, list[tuple[str, str, Mapping[str, Any]]]]:
    calls: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = {}
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            calls.setdefault(call["tags"][0], []).append((method, path, call))
    return calls


@cache
def _told_kinds() -> Mapping[str, Kind]:
    told = {code: kind for code, kind in KINDS.items() if kind.status != INTERNAL.status}
    return {**dict(sorted(told.items())), "internal_error": INTERNAL}
