"""From a row of the URL table to a handler of the web library, and what surrounds every request.

Each request gets an identifier, is counted and leaves one line in the log: the route's template
and never its path, for paths hold codes. Every error becomes a problem, for people a page.
"""

import hmac
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import structlog
from aiohttp import HttpVersion11, web
from prometheus_client import Counter, Histogram
from pydantic import BaseModel
from pydantic_core import to_json

from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal, SignInNeeded
from postal_bridge.domain.said import Said
from postal_bridge.domain.setup_refusals import DatabaseUnavailable
from postal_bridge.telemetry import REQUEST_SECONDS, REQUESTS, REQUESTS_IN_FLIGHT
from postal_bridge.usecases.check_ready import is_outage
from postal_bridge.usecases.once import Answer, RequestKey
from routes.access import READING, admit
from routes.decoding import decode_query, is_unstorable, read_body
from routes.keys import BRIDGE, LOGIN, PAGES, REQUEST_ID
from routes.problems import (
    MalformedBody,
    UnknownAddress,
    from_http,
    problem_headers,
    problem_response,
    status_of,
)
from routes.route import API, HTML, JSON, Call, Operation, Reply, Route

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REFUSED = 400
_SERVER_ERROR = 500

CONTENT_POLICY = "Content-Security-Policy"
COMMON_HEADERS = {
    CONTENT_POLICY: (
        # The scanner reads codes by WebAssembly, and shows photos before they are sent.
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob: data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # And not which releases of what it runs on.
    "Server": "postal_bridge",
}

log = structlog.get_logger("postal_bridge.http")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def serve(route: Route) -> Handler:
    """Return the handler of a route: admit, decode, call, encode."""
    operation, access = route.operation, route.access
    purpose = "idempotency keys"

    async def handle(request: web.Request) -> web.StreamResponse:
        visitor = await admit(request, access)
        path: Mapping[str, str] = request.match_info
        for part in path.values():
            if is_unstorable(part):
                raise UnknownAddress
        query = None
        if operation.query_decoder is not None:
            query = decode_query(operation.query_decoder, request)
        body, raw = await read_body(request, operation)
        bridge = request.app[BRIDGE]
        request_key = None
        if request.method not in READING and "Idempotency-Key" in request.headers:
            if len(request.headers.getall("Idempotency-Key")) > 1:
                detail = Said("is given more than once")
                raise InvalidInput(FieldProblem("Idempotency-Key", "given_twice", detail))
            said = f"{request.method} {request.path_qs}\n".encode() + raw
            # Keyed, because a plain hash of a body with a password would betray it.
            said_hash = hmac.digest(bridge.config.derive_key(purpose), said, sha256)
            request_key = RequestKey(request.headers["Idempotency-Key"], said_hash)
        call = Call(request, bridge, visitor, body, query, path, request_key)
        answer = _encoded(operation, await operation.handler(call))
        if visitor is not None and request.method not in READING and answer.status < _REFUSED:
            bridge.news.tell(visitor.viewer.center_id)
        return answer

    return handle


async def answer_expectation(request: web.Request) -> None:
    """Tell a sender who waits for it to go on with the body; no other expectation is met here."""
    expects = request.headers["Expect"].lower()
    if expects == "100-continue" and request.version >= HttpVersion11:
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        # That was not yet the beginning of the answer.
        request.writer.output_size = 0


def _encoded(
    operation: Operation, result: Reply | BaseModel | Answer | web.StreamResponse
) -> web.StreamResponse:
    if isinstance(result, web.StreamResponse):
        return result
    status, headers = operation.status, {}
    body: BaseModel | Mapping[str, Any] | list[Any] | bytes | None
    if isinstance(result, Answer):
        status, body = result.status, result.document
        if result.repeated:
            headers["Idempotency-Replayed"] = "true"
    elif isinstance(result, Reply):
        status, body = result.status or status, result.body
        headers.update(result.headers)
    else:
        body = result
    if body is None:
        return web.Response(status=status, headers=headers)
    media_type = operation.gives.split(", ")[0] if isinstance(operation.gives, str) else JSON
    if isinstance(body, bytes):
        payload = body
    elif isinstance(body, BaseModel) and operation.encoder is not None:
        payload = operation.encoder.dump_json(body, exclude_none=operation.leaves_out_null)
    else:
        payload = to_json(body)
    headers.setdefault("Content-Type", media_type)
    response = web.Response(status=status, body=payload, headers=headers)
    if isinstance(result, Reply) and result.long:
        response.enable_compression()
    return response


@web.middleware
async def surround(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Name, count and log a request, and turn errors into problems."""
    started = time.perf_counter()
    given = request.headers.get("X-Request-Id", "")
    request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
    request[REQUEST_ID] = request_id
    structlog.contextvars.bind_contextvars(request_id=request_id)
    REQUESTS_IN_FLIGHT.inc()
    status, code = 499, None  # what remains of a request whose sender went away
    try:
        try:
            response = await handler(request)
        except Refusal as error:
            response, code = _refused(error, request), error.code()
            if isinstance(error, MalformedBody):
                # Where a broken transfer ends, nobody can tell, and so not where the next begins.
                response.force_close()
        except web.HTTPException as error:
            refusal = from_http(error)
            response, code = _refused(refusal, request), refusal.code()
        except Exception as error:
            if isinstance(error, ConnectionError) and request.transport is None:
                raise  # The sender went away: there is nobody to answer.
            if is_outage(error):
                log.exception("database_unavailable", route=_template(request))
                refusal = DatabaseUnavailable()
                response, code = _refused(refusal, request), refusal.code()
            else:
                log.exception("unexpected_error", route=_template(request))
                response, code = _refused(error, request), "internal_error"
        status = response.status
        return response
    finally:
        REQUESTS_IN_FLIGHT.dec()
        _record(request, status, code, time.perf_counter() - started)


def _refused(error: Exception, request: web.Request) -> web.Response:
    if isinstance(error, Refusal) and status_of(error) == _SERVER_ERROR:
        log.error("operator_needed", code=error.code(), exc_info=error)
    if request.path.startswith(f"{API}/") or HTML not in request.headers.get("Accept", ""):
        return problem_response(error, request)
    if isinstance(error, SignInNeeded):
        wanted = request.path_qs if request.method in READING else "/"
        return web.Response(
            status=303, headers={"Location": f"/sign-in?{urlencode({'to': wanted})}"}
        )
    return web.Response(
        status=status_of(error),
        body=request.app[PAGES].problem(error, request),
        headers={"Content-Type": f"{HTML}; charset=utf-8", **problem_headers(error)},
    )


def _template(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unmatched"


@lru_cache(maxsize=4096)
def _figures(method: str, template: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, template, str(status)), REQUEST_SECONDS.labels(method, template)


def _record(request: web.Request, status: int, code: str | None, seconds: float) -> None:
    template = _template(request)
    method = request.method if request.method in _METHODS else "other"
    requests, durations = _figures(method, template, status)
    requests.inc()
    durations.observe(seconds)
    facts = {"code": code} if code else {}
    log.info(
        "request",
        method=method,
        route=template,
        status=status,
        ms=round(seconds * 1000, 2),
        login=request.get(LOGIN),
        **facts,
    )


async def finish_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Put on every answer what every answer carries, streams and files included."""
    headers = response.headers
    # A picture from a device may do less than a page of ours, and says so itself.
    stricter = headers.get(CONTENT_POLICY)
    headers.update(COMMON_HEADERS)
    if stricter:
        headers[CONTENT_POLICY] = stricter
    headers.setdefault("Cache-Control", "no-store")
    request_id = request.get(REQUEST_ID)
    if request_id:
        headers["X-Request-Id"] = request_id
