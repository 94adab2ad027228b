"""A postal_bridge as a program sees it: a method for each call, lists without their pages.

    async with connect("https://centre.example", token) as bridge:
        dossier = await bridge.file_dossier({...})

Every write may be given a `key`: whoever keeps it with the order may make the call again after a
crash and has it carried out once. Without one, a write has a key of its own for its retries.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any, Literal, Unpack
from uuid import UUID, uuid4

import aiohttp

from postal_bridge.client import answers, calls, orders, tracked
from postal_bridge.client.exchange import Exchange, Patience, refuse_open_transport
from postal_bridge.client.words import Action

#: So many scans go in one request.
SCANS_MAX = 100
PAGE_LIMIT = 200


@asynccontextmanager
async def connect(
    base_url: str,
    token: str,
    *,
    patience: Patience | None = None,
    session: aiohttp.ClientSession | None = None,
) -> AsyncIterator["PostalBridge"]:
    """Connect to a service by a bearer token; `session` is one that is open already.

    Raises:
        ValueError: the token would go over the net for everybody to read.

    """
    refuse_open_transport(base_url)
    if session is not None:
        yield PostalBridge(Exchange(session, base_url, token, patience or Patience()))
        return
    async with aiohttp.ClientSession() as own:
        yield PostalBridge(Exchange(own, base_url, token, patience or Patience()))


def new_scan(
    code: str,
    action: Action,
    *,
    scanned_at: datetime | None = None,
    scan_id: UUID | None = None,
    **details: Unpack[orders.ScanDetails],
) -> orders.Scan:
    """Return a scan made now; keep it until it is answered, and send it again as it is."""
    return {
        **details,
        "scan_id": scan_id or uuid4(),
        "code": code,
        "action": action,
        "scanned_at": scanned_at or datetime.now(UTC),
    }


class PostalBridge:
    """The calls, one by one; each raises `ProblemError` or `NoAnswerError`."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def file_dossier(
        self, dossier: orders.NewDossier, *, key: str | None = None
    ) -> answers.Dossier:
        """File a dossier; one that comes by post is announced, and filed by the scan."""
        return await self._exchange.make(calls.FILE_DOSSIER, body=dossier, key=key)

    async def dossier(self, code: str) -> answers.Dossier:
        """Read a dossier."""
        return await self._exchange.make(calls.READ_DOSSIER, code)

    def dossiers(
        self, **wanted: Unpack[orders.DossierSearch]
    ) -> AsyncIterator[answers.ListedDossier]:
        """Look for dossiers, the latest received first; by a name, in alphabetical order."""
        return self._all(calls.SEARCH_DOSSIERS, query=wanted)

    async def advance(
        self, code: str, step: orders.NewStep, *, key: str | None = None
    ) -> answers.Dossier:
        """Take a dossier a step further; its `next_statuses` tells which may come."""
        return await self._exchange.make(calls.ADVANCE_DOSSIER, code, body=step, key=key)

    async def register_consignment(
        self, consignment: orders.NewConsignment, *, key: str | None = None
    ) -> answers.Consignment:
        """Register a consignment; its `code` is the tracking code."""
        return await self._exchange.make(calls.REGISTER_CONSIGNMENT, body=consignment, key=key)

    async def consignment(self, code: str) -> answers.Consignment:
        """Read a consignment."""
        return await self._exchange.make(calls.READ_CONSIGNMENT, code)

    def consignments(
        self, **wanted: Unpack[orders.ConsignmentSearch]
    ) -> AsyncIterator[answers.ListedConsignment]:
        """List consignments in the order of their codes."""
        return self._all(calls.LIST_CONSIGNMENTS, query=wanted)

    def events(self, code: str) -> AsyncIterator[answers.CustodyEvent]:
        """List what happened to a consignment, in the order it happened."""
        return self._all(calls.LIST_EVENTS, code)

    async def story(self, code: str) -> answers.Story:
        """Read by which story a sandbox centre carries a consignment, and how far it has come."""
        return await self._exchange.make(calls.READ_STORY, code)

    async def call_next_beat(self, code: str, *, key: str | None = None) -> answers.Story:
        """Let the next beat of a story happen now; return how far it had come."""
        return await self._exchange.make(calls.CALL_BEAT, code, key=key)

    async def labels(self, codes: Iterable[str], size: Literal["a4", "100x150"] = "a4") -> bytes:
        """Return a PDF with the labels of consignments and bags, at most a hundred."""
        wanted: orders.LabelsWanted = {"codes": ",".join(codes), "size": size}
        return await self._exchange.make(calls.PRINT_LABELS, query=wanted)

    async def record(self, scans: Sequence[orders.Scan]) -> list[answers.ScanResult]:
        """Send scans in the order they were made; return the answer to each.

        However often a scan is sent, it counts once. A refused one is an answer like the others:
        look at `outcome`.
        """
        results: list[answers.ScanResult] = []
        for first in range(0, len(scans), SCANS_MAX):
            batch: orders.ScanBatch = {
                "scans": [*scans[first : first + SCANS_MAX]],
                "sent_at": datetime.now(UTC),
            }
            answer = await self._exchange.make(calls.RECORD_SCANS, body=batch)
            results += answer["results"]
        return results

    async def open_manifest(
        self, manifest: orders.NewManifest, *, key: str | None = None
    ) -> answers.Manifest:
        """Begin a bag with the list of what should be in it."""
        return await self._exchange.make(calls.OPEN_MANIFEST, body=manifest, key=key)

    async def manifest(self, code: str) -> answers.Manifest:
        """Read a bag: what was expected, packed and found."""
        return await self._exchange.make(calls.READ_MANIFEST, code)

    def manifests(
        self, **wanted: Unpack[orders.ManifestSearch]
    ) -> AsyncIterator[answers.ListedManifest]:
        """List bags, the newest first."""
        return self._all(calls.LIST_MANIFESTS, query=wanted)

    async def check_manifest(self, code: str, *, key: str | None = None) -> answers.Manifest:
        """Say that everything found in an opened bag was counted."""
        return await self._exchange.make(calls.CHECK_MANIFEST, code, key=key)

    async def track(self, code: str, phone_last4: str) -> tracked.Tracked:
        """Return what a citizen is told who has the last four digits of the telephone number."""
        question: orders.TrackQuestion = {"phone_last4": phone_last4}
        return await self._exchange.make(calls.TRACK, code, query=question)

    async def summary(self, first: date, last: date) -> answers.Summary:
        """Return the figures of a period, both days included."""
        return await self._exchange.make(calls.SUMMARISE, query={"from": first, "to": last})

    async def _all(
        self, call: calls.Call[answers.Page[answers.ItemT]], *names: str, query: Any = None
    ) -> AsyncIterator[answers.ItemT]:
        # A list of the service ends; each page is asked for when it is needed.
        cursor: str | None = None
        while True:
            place: orders.PagePlace = {"limit": PAGE_LIMIT}
            if cursor is not None:
                place["cursor"] = cursor
            page = await self._exchange.make(call, *names, query={**(query or {}), **place})
            for item in page["items"]:
                yield item
            cursor = page["next_cursor"]
            if cursor is None:
                return
