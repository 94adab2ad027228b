"""Pages for people, rendered on the server: they work without scripts.

The only module that knows the template engine. Everything put into a page is escaped.
"""

from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from routes.keys import OPENAPI, PAGES
from routes.problems import KINDS, problem_document, reads_vietnamese
from routes.route import HTML, JSON, Call, Reply, operation


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
        self.home = self.render("home.html")
        self.docs = self.render("docs.html", document=document, kinds=KINDS)

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
