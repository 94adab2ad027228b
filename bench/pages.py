"""The first page of every list, over HTTP and for everybody, beside the barest answers.

The references are asked for in turn with the pages: a page that reads nothing, and a query that
does nothing.
"""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import asyncpg

from bench.figures import table
from bench.province import PASSWORD, PHONE, VIEWERS, Samples, login_of
from bench.scans import Say
from bench.service import HOST, serving
from postal_bridge.domain.figures import Figure

#: A page is expected within so many milliseconds.
WANTED_MS = 200
_API = "/api/v1"
_POST = ("post", "branch", "counter")
_CENTER = ("center", "admin")
_DEPARTMENT = ("department",)
_ADMIN = ("admin",)
_ACCOUNTANT = ("accountant",)
_HANDLERS = (*_POST, *_CENTER, *_DEPARTMENT)
_ALL = (*_HANDLERS, "accountant")
_NAMES = ("nguyen", "nguyen van an", "tran thi lan", "uoc")


class PageRefusedError(Exception):
    """The service did not answer with the page."""


@dataclass(slots=True)
class Asked:
    """One address and who asks for it; with `form`, it is sent there. Times in milliseconds."""

    path: str
    viewers: tuple[str, ...]
    form: str | None = None
    times: dict[str, list[float]] = field(default_factory=dict)


def _addresses(its: Samples) -> Iterator[Asked]:
    """Yield every address with a list behind it, with the filters it knows."""
    for path in ("", "/waiting/SO01", "/waiting/H88.BC", "/bags/new"):
        yield Asked(f"/center{path}", _CENTER)
    for path in ("", "/things", "/deliver", "/couriers/nguoi.40"):
        yield Asked(f"/post{path}", ("post",) if "couriers" in path else _POST)
        yield Asked(f"/post{path}?office=BC01", _ADMIN)
    for which in ("held", "out", "incoming", "given"):
        yield Asked(f"/post/things?which={which}", _POST)
    for when in ("late", "today"):
        yield Asked(f"/post/deliver?when={when}", _POST)
    for state in ("open", "accepted", "declined"):
        yield Asked(f"/requests?state={state}", (*_POST, *_ADMIN))
    yield Asked(f"/requests/{its.request}", (*_POST, *_ADMIN))
    for path in ("/refused", "/refused?settled=true", "/differences"):
        yield Asked(path, _HANDLERS)
    for path in ("", "/dossiers", "/dossiers?due=late", "/dossiers?due=soon", "/dossiers?status=2"):
        yield Asked(f"/department{path}", _DEPARTMENT)
    yield Asked("/ratings", _CENTER)
    yield Asked("/reports", _CENTER)
    for figure in Figure:
        yield Asked(f"/reports/dossiers?figure={figure}", _CENTER)
    yield from _of_money(its)
    yield from _of_everybody(its)
    yield from _calls()


def _of_everybody(its: Samples) -> Iterator[Asked]:
    for words in _NAMES:
        yield Asked("/search", _ALL, urlencode({"q": words}))
        yield Asked("/department/dossiers", _DEPARTMENT, urlencode({"words": words}))
    for words in (its.dossier, PHONE):
        yield Asked("/search", _ALL, urlencode({"q": words}))
    yield Asked("/dossiers/new?q=vi+du", _CENTER)
    for path in (
        "",
        "/changes",
        "/offices",
        "/people",
        "/ranges",
        "/tokens",
        "/procedures",
        "/days",
    ):
        yield Asked(f"/admin{path}", _ADMIN)
    yield Asked("/me", _ALL)
    yield Asked("/scan", _HANDLERS)
    yield Asked(f"/dossiers/{its.dossier}", ("post", *_CENTER, "accountant"))
    yield Asked(f"/consignments/{its.consignment}", ("post", *_CENTER))
    yield Asked(f"/bags/{its.bag}", _CENTER)


def _of_money(its: Samples) -> Iterator[Asked]:
    """Yield the pages and lists of accountants."""
    for path in ("", "?day=2026-01-01", "/open", "/open?class=short", "/open?class=missing"):
        yield Asked(f"/accounting{path}", _ACCOUNTANT)
    for path in ("/files", "/runs", "/periods", f"/periods/{its.month}", f"/open/{its.difference}"):
        yield Asked(f"/accounting{path}", _ACCOUNTANT)
    yield Asked("/receipts", _ACCOUNTANT)
    filters = ["", "state=resolved", "class=missing", "office=BC07", "largest_first=true"]
    filters += ["largest_first=true&least_dong=700000"]
    for wanted in filters:
        yield Asked(f"{_API}/money-differences?{wanted}", _ACCOUNTANT)
    for path in ("/remittances", "/credits", "/reconciliations", "/periods", "/statements"):
        yield Asked(f"{_API}{path}", _ACCOUNTANT)


def _calls() -> Iterator[Asked]:
    filters = ["", "status=4", "status=1", "overdue=true", "overdue=false", "department=SO01"]
    filters += ["received_from=2025-01-01", "received_to=2025-01-01", "status=5&overdue=true"]
    filters += ["q=000.00.01", f"q={PHONE}", *(urlencode({"q": words}) for words in _NAMES)]
    for wanted in filters:
        yield Asked(f"{_API}/dossiers?{wanted}", _ALL)
    filters = ["", "state=held", "state=lost", "leg=transfer_back", "holder=BC01", "state=out"]
    for wanted in filters:
        yield Asked(f"{_API}/consignments?{wanted}", _HANDLERS)
    for wanted in ("", "state=packing", "state=lost"):
        yield Asked(f"{_API}/manifests?{wanted}", _HANDLERS)
    for wanted in ("", "open=false"):
        yield Asked(f"{_API}/differences?{wanted}", _HANDLERS)
    for path in ("/scans/refused", "/scans/expected"):
        yield Asked(f"{_API}{path}", _HANDLERS)
    for path in ("/procedures", "/procedures?q=vi+du", "/offices", "/tokens"):
        yield Asked(f"{_API}{path}", _ALL)
    for path in ("/persons", "/code-ranges"):
        yield Asked(f"{_API}{path}", _ADMIN)


class _Browser:
    """One connection that stays open, signed in as one of `VIEWERS`."""

    def __init__(self, port: int, viewer: str) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=90)
        login = urlencode({"login": login_of(viewer), "password": PASSWORD, "to": "/me"})
        self._headers = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}
        self._headers["Origin"] = f"http://{HOST}:{port}"
        status, cookie = self._send("/sign-in", login)
        if not cookie:
            raise PageRefusedError(f"/sign-in: {status}")
        self._headers["Cookie"] = cookie.partition(";")[0]

    def ask(self, path: str, form: str | None) -> float:
        """Return how many milliseconds it took to get a page."""
        begun = time.perf_counter()
        status, _ = self._send(path, form)
        taken = time.perf_counter() - begun
        # A search for a code leads on.
        if status not in (200, 303) or (status == 303 and form is None):  # noqa: PLR2004
            raise PageRefusedError(f"{path} {form or ''}: {status}")
        return taken * 1000

    def _send(self, path: str, form: str | None) -> tuple[int, str]:
        method = "GET" if form is None else "POST"
        self._connection.request(method, path, form, self._headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Set-Cookie", "")


async def measure_pages(url: str, folder: Path, samples: Samples, times: int, say: Say) -> str:
    """Ask for every first page `times` times and return a table of it, the slowest first."""
    asked = list(_addresses(samples))
    pages, queries = [], []
    connection = await asyncpg.connect(url)
    try:
        with serving(folder, 1) as port:
            browsers = {name: await asyncio.to_thread(_Browser, port, name) for name in VIEWERS}
            for number in range(times):
                say(f"pages, {number + 1} of {times}")
                for each in asked:
                    for name in each.viewers:
                        took = await asyncio.to_thread(browsers[name].ask, each.path, each.form)
                        each.times.setdefault(name, []).append(took)
                pages.append(await asyncio.to_thread(browsers["admin"].ask, "/sign-in", None))
                begun = time.perf_counter()
                await connection.fetchval("select 1")
                queries.append((time.perf_counter() - begun) * 1000)
    finally:
        await connection.close()
    return _told(asked, pages, queries)


def _told(asked: list[Asked], pages: list[float], queries: list[float]) -> str:
    every = [
        (median(times), max(times), f"{each.path} {each.form or ''}".strip(), viewer)
        for each in asked
        for viewer, times in each.times.items()
    ]
    every.sort(reverse=True)
    rows = [[f"{path}, {who}", f"{middle:.0f}", f"{most:.0f}"] for middle, most, path, who in every]
    beside = [("a page that reads nothing", pages), ("select 1, no HTTP", queries)]
    rows += [[name, f"{median(times):.1f}", f"{max(times):.1f}"] for name, times in beside]
    slow = sum(middle > WANTED_MS for middle, *_ in every)
    said = f"{slow} of {len(every)} first pages take longer than {WANTED_MS} ms."
    return f"{table(['First page', 'median ms', 'most'], rows)}\n\n{said}"
