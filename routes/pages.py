"""Pages for people, rendered on the server: they work without scripts.

The only module that knows the template engine. Everything put into a page is escaped.
"""

from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from postal_bridge.domain.access import Role
from routes.keys import OPENAPI, PAGES
from routes.problems import INTERNAL, KINDS, Kind, problem_document, reads_vietnamese
from routes.route import HTML, JSON, Call, Reply, operation

_BOUNDS = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " items"),
)


class Pages:
    """The templates, and the pages that are the same for everybody."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._environment = Environment(
            loader=PackageLoader("routes"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["prose"] = prose
        self._environment.filters["limits"] = limits
        self.home = self.render("home.html")
        self.docs = self.render(
            "docs.html",
            document=document,
            calls=_calls_by_tag(document),
            kinds=_told_kinds(),
            roles=len(Role),
        )

    def render(self, template: str, **values: Any) -> bytes:
        """Return a page as bytes of UTF-8."""
        return self._environment.get_template(template).render(**values).encode()

    def problem(self, error: Exception, request: web.Request) -> bytes:
        """Return the page that tells people of an error."""
        language = request.headers.get("Accept-Language", "")
        return self.render(
            "problem.html",
            problem=problem_document(error, request),
            language="vi" if reads_vietnamese(language) else "en",
        )


def prose(text: str) -> Markup:
    """Return paragraphs of text as HTML; what stands between backticks is code."""
    paragraphs = []
    for paragraph in filter(None, text.split("\n\n")):
        parts = [escape(part) for part in paragraph.split("`")]
        parts[1::2] = [Markup("<code>{}</code>").format(part) for part in parts[1::2]]
        paragraphs.append(Markup("<p>{}</p>").format(Markup("").join(parts)))
    return Markup("\n").join(paragraphs)


def limits(schema: dict[str, Any]) -> Markup:
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


def _calls_by_tag(document: dict[str, Any]) -> dict[str, list[tuple[str, str, dict[str, Any]]]]:
    calls: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            calls.setdefault(call["tags"][0], []).append((method, path, call))
    return calls


def _told_kinds() -> dict[str, Kind]:
    told = {code: kind for code, kind in KINDS.items() if kind.status != INTERNAL.status}
    return {**dict(sorted(told.items())), "internal_error": INTERNAL}


def _page(body: bytes) -> Reply:
    return Reply(body, headers={"Content-Type": f"{HTML}; charset=utf-8"})


@operation(gives=HTML)
async def home(call: Call[None, None]) -> Reply:
    """Show what this service is and where to go on."""
    return _page(call.request.app[PAGES].home)


@operation(gives=HTML)
async def docs(call: Call[None, None]) -> Reply:
    """Show every call of the API, for people."""
    return _page(call.request.app[PAGES].docs)


@operation(gives=JSON)
async def openapi(call: Call[None, None]) -> Reply:
    """Give every call of the API, for machines: OpenAPI 3.1."""
    return Reply(call.request.app[OPENAPI])
