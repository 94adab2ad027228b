"""Speaks with VNPost as the software of one-stop centres does, over the province's service bus.

Its addresses and the meaning of most of its codes are not public: they are settings of a centre.
An order is known there by its `OrderNumber`; told again it is answered 101 and stays one. What is
tracked is asked for from a while before what was heard last, because it may be written late.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
import structlog

from postal_bridge.domain.carrier import (
    CarriageOrder,
    CarriedParty,
    CarrierAccount,
    CarrierReport,
    Doubt,
    Ordered,
    OrderKind,
    ReportPage,
    Unreadable,
    Word,
)
from postal_bridge.domain.carrier_settings import read_statuses, usual_setting
from postal_bridge.gateways.http_exchange import (
    SAID_MAX,
    Exchanged,
    exchange,
    failure_of,
    object_in,
    text_of,
)
from postal_bridge.gateways.vnpost_words import code_text, moment_in
from postal_bridge.ports import Permanent, Retryable, Trouble

#: The one code whose meaning two independent systems agree upon: finished.
WORDS: Mapping[str, Word] = {"4": Word.FINISHED}
FIRST_CURSOR = "0" * 24
_TAKEN, _TAKEN_BEFORE = "100", "101"
_SUCCESS = range(200, 300)
_NOT_LET_IN = 401
_PAGE_BYTES_MAX = 4 * 1024 * 1024
_PAGE_SIZE_MAX = 1000
_ID = re.compile(r"[0-9a-f]{24}")
_MOMENT_DIGITS = 8

log = structlog.get_logger("postal_bridge.gateways")


class VnpostHcc:
    """VNPost as one centre speaks to it."""

    def __init__(self, session: aiohttp.ClientSession, account: CarrierAccount) -> None:
        self._session = session
        self._account = account
        self._bearer: str | None = None
        self._words = {**WORDS, **read_statuses(account.says("statuses"))}

    async def order(self, order: CarriageOrder) -> Ordered:
        """Order as `ports.Carrier` has it."""
        said = await self._ask("order_url", self._payload(order))
        return Ordered(reference=text_of(said, "OrderId", 100))

    async def cancel(self, order: CarriageOrder) -> bool:
        """Cancel as `ports.Carrier` has it."""
        if not self._account.says("cancel_url"):
            raise Permanent(Trouble.REFUSED, "cancel_url?")
        customer = self._account.says("customer_code")
        await self._ask("cancel_url", {"customerCode": customer, "orderNumber": order.key})
        return True

    async def reports_since(self, cursor: str | None) -> ReportPage:
        """Return a page of the tracking, as `ports.Carrier` has it.

        A cursor is the last identity that was heard; within what is gone through again, page by
        page, it is followed by the last one of the page before.
        """
        if not self._account.says("tracking_url"):
            return ReportPage(cursor=cursor)
        size = min(max(self._whole("page_size"), 1), _PAGE_SIZE_MAX)
        newest, _, last = (cursor or FIRST_CURSOR).partition(" ")
        last = last or _before(newest, 60 * self._whole("overlap_minutes"))
        asked = {"pageSize": size, "lastId": last}
        answer = await self._exchange("tracking_url", asked, self._usual("tracking_method"))
        docs = (object_in(answer.body) or {}).get("docs")
        if not isinstance(docs, list):
            raise Retryable(Trouble.UNREADABLE)
        reports, unreadable, ids = [], [], [last]
        for doc in docs[:_PAGE_SIZE_MAX]:
            identity = str(doc.get("_id", "")) if isinstance(doc, dict) else ""
            if _ID.fullmatch(identity):
                ids.append(identity)
            report = self._report(doc, identity, answer.their_now)
            if report:
                reports.append(report)
            else:
                unreadable.append(Unreadable(identity or f"after {last}", Doubt.UNREADABLE))
        if docs and len(ids) == 1:
            # Without identities there is nothing to go on from, and the page would come again.
            raise Retryable(Trouble.UNREADABLE)
        further = len(docs) >= size and max(ids) > last
        newest = max(newest, *ids)
        going_on = f"{newest} {max(ids)}" if further else newest
        return ReportPage(tuple(reports), going_on, further, tuple(unreadable))

    def word_of(self, code: str, kind: OrderKind) -> Word | None:  # noqa: ARG002 - one list for both
        """Return what a code is in our words."""
        return self._words.get(code)

    def proves(self, body: bytes) -> bool:  # noqa: ARG002 - see below
        """Tell that it does not, for such a carrier signs nothing."""
        return False

    def read_pushed(self, body: bytes) -> CarrierReport:  # noqa: ARG002 - see below
        """Refuse whatever it is, for what is told is fetched."""
        raise Permanent(Trouble.UNREADABLE)

    def _report(self, doc: Any, identity: str, their_now: datetime | None) -> CarrierReport | None:
        if not isinstance(doc, dict):
            return None
        key, code = text_of(doc, "orderNumber", 100), code_text(doc.get("statusCode"))
        if not key or not code or not _ID.fullmatch(identity):
            return None
        return CarrierReport(
            code=code,
            order_key=key,
            told_at=self._moment(doc, identity),
            their_now=their_now,
            reference=identity,
            said=text_of(doc, "statusMessage", SAID_MAX),
        )

    def _moment(self, doc: Mapping[str, Any], identity: str) -> datetime | None:
        """Return when something happened, where a setting says how that is told."""
        field = self._account.says("moment_field")
        if field and (moment := moment_in(doc.get(field))):
            return moment
        if self._account.says("moment_from_id") == "yes":
            return datetime.fromtimestamp(int(identity[:_MOMENT_DIGITS], 16), UTC)
        return None

    async def _ask(self, where: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """Tell a document and return the answer that says it was taken."""
        answer = await self._exchange(where, document)
        said = object_in(answer.body)
        if said is None:
            raise Retryable(Trouble.UNREADABLE)
        status, words = code_text(said.get("Status")), text_of(said, "Message", SAID_MAX)
        if status in (_TAKEN, _TAKEN_BEFORE):
            return said
        told = f"{status} {words}" if words else status
        if not status:
            raise Retryable(Trouble.UNREADABLE, told)
        if status in self._account.says("later_codes").split():
            raise Retryable(Trouble.BUSY, told)
        raise Permanent(Trouble.REFUSED, told)

    async def _exchange(
        self, where: str, document: Mapping[str, Any], method: str = "POST"
    ) -> Exchanged:
        """Ask an address, once more with a new token where the old one was not let in."""
        for is_last in (False, True):
            headers = await self._headers()
            answer = await exchange(
                self._session,
                method,
                self._account.says(where),
                document=document if method == "POST" else None,
                query={name: str(value) for name, value in document.items()}
                if method == "GET"
                else None,
                headers=headers,
                bytes_max=_PAGE_BYTES_MAX,
            )
            if answer.status in _SUCCESS:
                return answer
            if answer.status != _NOT_LET_IN or is_last or self._bearer is None:
                break
            self._bearer = None
        said = object_in(answer.body) or {}
        raise failure_of(answer.status, text_of(said, "Message", SAID_MAX))

    async def _headers(self) -> dict[str, str]:
        secrets = self._account.secrets
        if not self._account.says("token_url"):
            token = secrets.get("access_token")
            return {"access_token": token} if token else {}
        if self._bearer is None:
            asked = {
                "customerKey": secrets.get("customer_key", ""),
                "secretKey": secrets.get("secret_key", ""),
            }
            answer = await exchange(
                self._session, "POST", self._account.says("token_url"), document=asked
            )
            if answer.status not in _SUCCESS:
                raise failure_of(answer.status, None)
            token = (object_in(answer.body) or {}).get(self._usual("token_field"))
            if not isinstance(token, str) or not token.isascii() or not token.isprintable():
                raise Retryable(Trouble.NOT_LET_IN)
            self._bearer = token
        return {"Authorization": f"Bearer {self._bearer}"}

    def _payload(self, order: CarriageOrder) -> dict[str, Any]:
        sender, receiver = order.ends
        payload: dict[str, Any] = {
            "CustomerCode": self._account.says("customer_code"),
            "OrderNumber": order.key,
            "CODAmount": order.collect_dong,
            **self._end("Sender", sender, order),
            "SenderDesc": order.words,
            "Description": order.words,
            **self._end("Receiver", receiver, order),
            "FlagConfig": self._whole("flag_config"),
        }
        if self._usual("send_item_code") == "yes":
            payload["ItemCode"] = order.item_code
        return payload

    def _end(self, end: str, party: CarriedParty, order: CarriageOrder) -> dict[str, Any]:
        who = "agency" if party is order.agency else "citizen"
        email = self._account.says("agency_email") if who == "agency" else ""
        return {
            f"{end}Name": party.name,
            f"{end}Address": party.address or "",
            f"{end}Tel": party.phone or "",
            f"{end}Email": email,
            f"{end}Province": self._whole(f"{who}_province"),
            f"{end}District": self._whole(f"{who}_district"),
        }

    def _usual(self, setting: str) -> str:
        return self._account.says(setting, usual_setting(self._account.kind, setting))

    def _whole(self, setting: str) -> int:
        return int(self._usual(setting))


def _before(identity: str, seconds: int) -> str:
    """Return what lies before every identity that was given so long before another, or later.

    The identities of documents there begin with the second in which they were given.
    """
    if seconds == 0 or identity == FIRST_CURSOR:
        return identity
    return f"{max(0, int(identity[:_MOMENT_DIGITS], 16) - seconds):08x}".ljust(len(identity), "0")
