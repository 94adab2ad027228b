"""Logs and figures: what the service says about its own work.

Logs are JSON lines on standard error, or readable ones on a terminal. They never hold personal
data: keys that name such data are dropped, and of an unexpected error the kind and the place are
told but not the message, which may quote what somebody typed.
"""

import logging
import os
import sys
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Any, TextIO, TypeAlias

import structlog
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.metrics_core import CounterMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from pydantic_core import to_json

#: Set by whoever starts several processes that are to be counted as one service.
MULTIPROCESS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"

#: Parts of names of what must never be written to a log.
_PRIVATE_PARTS = (
    "password",
    "secret",
    "token",
    "cookie",
    "authorization",
    "phone",
    "name",
    "address",
    "email",
    "recipient",
    "note",
    "last4",
)
#: Names that hold such a part and are harmless.
_HARMLESS = frozenset({"logger_name", "table_name", "constraint_name", "column_name"})

#: Errors whose message speaks of the code, never of what was asked.
_TELLING_ERRORS = (
    AssertionError,
    AttributeError,
    ImportError,
    NameError,
    NotImplementedError,
    RecursionError,
)
_DATABASE_FACTS = ("sqlstate", "constraint_name", "table_name", "column_name")
#: Under this name the HTTP server logs, and this is what every error of its parser is.
_SERVER_LOGGER, _PARSER_ERROR = "aiohttp.server", "aiohttp.http_exceptions.HttpProcessingError"
_FRAMES_MAX = 40
_CAUSES_MAX = 5

REQUESTS = Counter(
    "postal_bridge_http_requests_total",
    "Requests answered, by method, route template and status.",
    ["method", "route", "status"],
)
REQUEST_SECONDS = Histogram(
    "postal_bridge_http_request_seconds",
    "Time from the first byte of a request to its answer.",
    ["method", "route"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
)
MESSAGES = Counter(
    "postal_bridge_messages_total",
    "Messages handed over, by channel and what came of it.",
    ["channel", "outcome"],
)
INCOMING = Counter(
    "postal_bridge_incoming_total",
    "Calls of other parties, by source and what came of it.",
    ["source", "outcome"],
)
CARRIER_ORDERS = Counter(
    "postal_bridge_carrier_orders_total",
    "Orders told to carriers, by what came of it.",
    ["outcome"],
)
CARRIER_REPORTS = Counter(
    "postal_bridge_carrier_reports_total",
    "Reports of carriers that were looked at, by what became of them.",
    ["state"],
)
PORTAL_TELLINGS = Counter(
    "postal_bridge_portal_tellings_total",
    "Steps of dossiers told to the national portal, by what came of it.",
    ["outcome"],
)
PORTAL_FINDINGS = Counter(
    "postal_bridge_portal_findings_total",
    "What the national portal holds or said and what could not be taken over, by kind.",
    ["kind"],
)
WEBHOOKS = Counter(
    "postal_bridge_webhooks_total",
    "Events told by webhooks, by what came of it.",
    ["outcome"],
)
REQUESTS_IN_FLIGHT = Gauge(
    "postal_bridge_http_requests_in_flight",
    "Requests being worked on.",
    multiprocess_mode="livesum",
)

Event: TypeAlias = MutableMapping[str, Any]


def configure_logging(stream: TextIO = sys.stderr, *, level: int = logging.INFO) -> None:
    """Send our logs and those of the libraries to a stream, one line an event.

    Called once, when a process starts.
    """
    shared = processors()
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer()
        if stream.isatty()
        else structlog.processors.JSONRenderer(serializer=_to_json)
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.addFilter(_UnreadableRequests(level))
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                renderer,
            ],
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(level, logging.WARNING))


class _UnreadableRequests(logging.Filter):
    """Makes a short word of what the HTTP server says of a request that it cannot read.

    Anybody on the network can send such a request, so it is no error of ours; and the server's own
    words quote what was sent.
    """

    def __init__(self, level: int) -> None:
        super().__init__()
        self._level = level

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is written, and rewrite it when it is of that kind."""
        error = record.exc_info[1] if record.exc_info else None
        if record.name != _SERVER_LOGGER or not _is_of_parser(error):
            return True
        record.levelno, record.levelname = logging.INFO, logging.getLevelName(logging.INFO)
        record.msg, record.args = "request_unreadable", ()
        record.exc_info = record.exc_text = None
        record.kind = type(error).__name__
        return self._level <= logging.INFO


def _is_of_parser(error: BaseException | None) -> bool:
    # Named, not imported: commands that serve nothing do not wait for the server.
    kinds = (f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__)
    return _PARSER_ERROR in kinds


def processors() -> list[structlog.typing.Processor]:
    """Return what every event goes through before it is written."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        describe_error,
        drop_private,
    ]


def _to_json(event: Event, **_options: Any) -> str:
    return to_json(event, fallback=repr).decode()


def drop_private(_logger: Any, _method: str, event: Event) -> Event:
    """Leave out what is named like personal data or a secret, at any depth."""
    for name in [name for name in event if _is_private(name)]:
        del event[name]
    for name, value in event.items():
        if isinstance(value, dict):
            event[name] = drop_private(None, "", dict(value))
    return event


@lru_cache(maxsize=1024)
def _is_private(name: str) -> bool:
    lowered = name.lower()
    return lowered not in _HARMLESS and any(part in lowered for part in _PRIVATE_PARTS)


def describe_error(_logger: Any, _method: str, event: Event) -> Event:
    """Replace `exc_info` by kind and place of the error and of what caused it."""
    given = event.pop("exc_info", None)
    if not given:
        return event
    error = given
    if isinstance(given, tuple):
        error = given[1]
    elif not isinstance(given, BaseException):
        error = sys.exc_info()[1]
    causes: list[dict[str, object]] = []
    while error is not None and len(causes) < _CAUSES_MAX:
        causes.append(_described(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    event["error"] = causes
    return event


def _described(error: BaseException) -> dict[str, object]:
    kind = type(error)
    described: dict[str, object] = {"kind": f"{kind.__module__}.{kind.__qualname__}"}
    for fact in _DATABASE_FACTS:
        value = getattr(error, fact, None)
        if isinstance(value, str):
            described[fact] = value
    if isinstance(error, _TELLING_ERRORS):
        described["message"] = str(error)
    described["frames"] = list(_frames(error.__traceback__))[-_FRAMES_MAX:]
    return described


def _frames(traceback: TracebackType | None) -> Iterable[str]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        yield f"{code.co_filename}:{traceback.tb_lineno} {code.co_qualname}"
        traceback = traceback.tb_next


@dataclass(frozen=True, slots=True)
class JobTotal:
    """What the runs of a job at a centre come to since ever."""

    center: str
    job: str
    done: int
    failed: int
    seconds: float


def render_metrics(jobs: Sequence[JobTotal] = ()) -> tuple[bytes, str]:
    """Return the figures and their media type.

    With PROMETHEUS_MULTIPROC_DIR set before the start, the figures of all processes that share
    the folder are added up; without it, each process speaks for itself. Those of jobs are kept in
    the database, for whoever does jobs is asked for no figures.
    """
    registry = REGISTRY
    if os.environ.get(MULTIPROCESS_FOLDER):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no annotations
    kept = CollectorRegistry()
    kept.register(_JobFigures(jobs))
    return generate_latest(registry) + generate_latest(kept), CONTENT_TYPE_LATEST


@dataclass(frozen=True, slots=True, eq=False)
class _JobFigures(Collector):
    """Tells what is kept of jobs as Prometheus has it."""

    jobs: Sequence[JobTotal]

    def collect(self) -> Iterator[Metric]:
        """Yield runs and seconds."""
        runs = CounterMetricFamily(
            "postal_bridge_job_runs",
            "Runs of jobs that are done, and those given up, by centre and job.",
            labels=["center", "job", "outcome"],
        )
        seconds = CounterMetricFamily(
            "postal_bridge_job_seconds",
            "Time that runs of jobs took, by centre and job.",
            labels=["center", "job"],
        )
        for each in self.jobs:
            runs.add_metric([each.center, each.job, "done"], each.done)
            runs.add_metric([each.center, each.job, "failed"], each.failed)
            seconds.add_metric([each.center, each.job], each.seconds)
        yield from (runs, seconds)
