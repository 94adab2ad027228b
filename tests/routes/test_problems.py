"""Every "no" has a status, titles and a shape; an error of ours tells nothing."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given
from hypothesis import strategies as st

import postal_bridge
import routes
from postal_bridge import telemetry
from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.setup_refusals import SealBroken
from postal_bridge.wiring import Bridge
from routes.app import create_app
from routes.problems import INTERNAL, KINDS, kind_of, reads_vietnamese
from routes.route import PUBLIC, Call, Route, operation
from schemas.problems import Problem
from tests.routes.conftest import Client

SECRET = "Nguyễn Văn Bí Mật 0900000000"


def every_refusal() -> set[type[Refusal]]:
    for package in (postal_bridge, routes):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found: set[type[Refusal]] = set()
    unseen = [Refusal]
    while unseen:
        refusal = unseen.pop()
        unseen += refusal.__subclasses__()
        if refusal.__module__.partition(".")[0] in ("postal_bridge", "routes", "jobs"):
            found.add(refusal)
    return found - {Refusal}


#: What operators are told at the command line; over HTTP most of it is an error of ours.
FOR_OPERATORS = ("postal_bridge.domain.setup_refusals", "postal_bridge.domain.upkeep_refusals")


def test_every_refusal_has_a_row_and_every_row_a_refusal() -> None:
    refusals = every_refusal()
    told = {refusal.code() for refusal in refusals if refusal.__module__ not in FOR_OPERATORS}
    assert told - set(KINDS) == set()
    assert set(KINDS) - {refusal.code() for refusal in refusals} == set()


@pytest.mark.parametrize("code", KINDS)
def test_every_row_has_a_status_and_a_title_in_both_languages(code: str) -> None:
    kind = KINDS[code]
    assert 400 <= kind.status <= 599
    assert kind.title_vi
    assert kind.title_en
    assert kind.title_vi != kind.title_en


def test_what_the_table_lacks_is_an_error_of_ours() -> None:
    class NeverHeardOf(Refusal):
        """Something new."""

    assert kind_of(NeverHeardOf()) == INTERNAL


async def test_a_problem_has_the_shape_of_rfc_9457(client: Client) -> None:
    answer = await client.get("/api/v1/me", headers={"X-Request-Id": "my-request-1"})
    assert answer.content_type == "application/problem+json"
    document = await answer.json()
    assert Problem.model_validate(document)
    assert document == {
        "type": "/docs#sign_in_needed",
        "title": "Cần đăng nhập",
        "status": 401,
        "detail": "Sign in first: this needs a session or a bearer token that is still valid.",
        "code": "sign_in_needed",
        "instance": "my-request-1",
    }


@pytest.mark.parametrize(
    ("accepted", "vietnamese"),
    [
        ("", True),
        ("*", True),
        ("vi", True),
        ("vi-VN,vi;q=0.9,en;q=0.8", True),
        ("en-US,en;q=0.9,vi;q=0.8", False),
        ("en", False),
        ("fr;q=1, en;q=0.5", False),
        ("en;q=0.5, vi;q=0.7", True),
        ("en;q=x", True),
        ("EN-gb", False),
    ],
)
def test_the_title_is_in_the_readers_language(accepted: str, vietnamese: bool) -> None:
    assert reads_vietnamese(accepted) == vietnamese


@given(st.text(max_size=100))
def test_no_wish_for_a_language_goes_wrong(accepted: str) -> None:
    assert reads_vietnamese(accepted) in (True, False)


@pytest.mark.parametrize(
    "path", ["/nix", "/api/v1/nix", "/api/v1/me/", "/static/nix", "/static/..%2fapp.py", "/%00"]
)
async def test_an_unknown_address_is_a_problem(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.status == 404
    assert (await answer.json())["code"] == "unknown_address"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/api/v1/me", "GET, HEAD"),
        ("PUT", "/api/v1/tokens", "GET, HEAD, POST"),
        ("OPTIONS", "/api/v1/tokens/x", "DELETE"),
        ("PROPFIND", "/healthz", "GET, HEAD"),
    ],
)
async def test_another_method_is_a_problem_that_names_those_that_work(
    client: Client, method: str, path: str, allowed: str
) -> None:
    answer = await client.request(method, path)
    assert answer.status == 405
    assert answer.headers["Allow"] == allowed
    assert (await answer.json())["code"] == "method_not_allowed"


async def test_people_get_a_page_and_programs_a_document(client: Client) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml", "Accept-Language": "vi"}
    page = await client.get("/nix", headers=browser)
    assert (page.status, page.content_type) == (404, "text/html")
    assert "Không có địa chỉ này" in await page.text()
    document = await client.get("/api/v1/nix", headers=browser)
    assert document.content_type == "application/problem+json"


async def test_what_a_page_of_a_problem_quotes_is_escaped(client: Client) -> None:
    headers = {"Accept": "text/html", "X-Request-Id": "<script>alert(1)</script>"}
    page = await client.get("/<script>", headers=headers)
    assert page.status == 404
    assert "<script>" not in await page.text()


@operation(gives="text/plain")
async def breaks(_call: Call[None, None]) -> Any:
    """Break in the middle of something."""
    raise ValueError(SECRET)


@operation(gives="text/plain")
async def needs_its_operator(_call: Call[None, None]) -> Any:
    """Find that something is wrong with the installation."""
    raise SealBroken(place="dossier.filer_phone")


@pytest.fixture
def log_lines() -> Iterator[list[dict[str, Any]]]:
    """Collect what is logged, as it would be written."""
    lines: list[dict[str, Any]] = []

    def collect(_logger: Any, _method: str, event: Any) -> Any:
        lines.append(dict(event))
        raise structlog.DropEvent

    structlog.configure(processors=[*telemetry.processors(), collect])
    yield lines
    structlog.reset_defaults()


@pytest.mark.parametrize("broken", [breaks, needs_its_operator])
async def test_an_error_of_ours_tells_nothing_and_is_logged_once(
    bridge: Bridge, log_lines: list[dict[str, Any]], broken: Any
) -> None:
    app = create_app(bridge, [Route("GET", "/break/{code}", broken, PUBLIC)])
    async with TestClient(TestServer(app)) as client:
        headers = {"X-Request-Id": "my-request-1", "Accept-Language": "en"}
        answer = await client.get(f"/break/{SECRET}?q={SECRET}", headers=headers)
        document = await answer.json()
    assert document == {
        "type": "/docs#internal_error",
        "title": "An error of ours",
        "status": 500,
        "detail": "The request was not carried out.",
        "code": "internal_error",
        "instance": "my-request-1",
    }
    error, request = log_lines
    assert error["level"] == "error"
    assert any(broken.name in frame for frame in error["error"][0]["frames"])
    assert {line["request_id"] for line in log_lines} == {"my-request-1"}
    assert request["event"] == "request"
    assert (request["route"], request["status"]) == ("/break/{code}", 500)
    assert "Bí Mật" not in json.dumps(log_lines, ensure_ascii=False, default=str)


async def test_the_log_of_a_request_names_the_template_and_not_the_path(
    client: Client, log_lines: list[dict[str, Any]]
) -> None:
    await client.delete(f"/api/v1/tokens/{SECRET}")
    await client.get(f"/{SECRET}")
    first, second = log_lines
    assert first["route"] == "/api/v1/tokens/{token_id}"
    assert (first["method"], first["status"]) == ("DELETE", 401)
    assert first["code"] == "sign_in_needed"
    assert first["ms"] >= 0
    assert second["route"] == "unmatched"
    assert "Bí Mật" not in json.dumps(log_lines, ensure_ascii=False, default=str)


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "có dấu ở đây", "a b c d e f", "<script>"]
)
async def test_a_request_is_named_by_us_unless_it_comes_with_a_proper_name(
    client: Client, given: str
) -> None:
    answer = await client.get("/healthz", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] != given
    assert len(answer.headers["X-Request-Id"]) == 16
    kept = await client.get("/healthz", headers={"X-Request-Id": "0190e0e0-0000-7000"})
    assert kept.headers["X-Request-Id"] == "0190e0e0-0000-7000"


@pytest.mark.parametrize("path", ["/", "/nix", "/api/v1/me", "/healthz", "/static/icon.svg"])
async def test_every_answer_carries_the_headers_that_protect_browsers(
    client: Client, path: str
) -> None:
    headers = (await client.get(path)).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == ("no-cache" if "/static/" in path else "no-store")
    assert headers["Server"] == "postal_bridge"
