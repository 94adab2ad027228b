"""Speaks with VNPost as its customers of every kind do (MyVNPost).

What becomes of an order is told by calls that come in, proved as all calls are. How VNPost signs
them besides is not public, so the key and what it signs are settings, as are the addresses. An
order is known there by its `OrderCode`; whether the same code told twice is one order nobody says,
so one that may be there is looked up first, and where nothing can be looked up a person is asked.
"""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import aiohttp

from postal_bridge.domain.carrier import (
    CarriageOrder,
    CarriedParty,
    CarrierAccount,
    CarrierReport,
    Ordered,
    OrderKind,
    ReportPage,
    Word,
)
from postal_bridge.domain.carrier_settings import read_statuses, usual_setting
from postal_bridge.gateways.http_exchange import (
    SAID_MAX,
    exchange,
    failure_of,
    json_in,
    object_in,
    text_of,
)
from postal_bridge.gateways.vnpost_words import code_text, moment_in
from postal_bridge.ports import Permanent, Retryable, Trouble
from postal_bridge.signatures import is_signed

#: `OrderStatusId` as five independent clients of the interface read it. 100, 110 and 120 are three
#: facts: delivered, the money is with the post, the money was paid to the sender.
WORDS: Mapping[str, Word] = {
    "10": Word.CANCELLED,
    "20": Word.ACCEPTED,
    "60": Word.CANCELLED,
    "61": Word.TOLD,
    "62": Word.TOLD,
    "70": Word.ARRIVED,
    "91": Word.FAILED,
    "100": Word.FINISHED,
    "110": Word.WITH_POST,
    "120": Word.PAID_OUT,
    "161": Word.TOLD,
    "170": Word.RETURNED,
}
#: Where the code of the order goes in the address at which an order is looked up.
GAP = "{OrderCode}"
_CANCEL_HEARD = frozenset({"61", "62"})
_CANCELLED = frozenset({"10", "60"})
_SUCCESS = range(200, 300)
_NOT_FOUND = 404
_AMOUNT_MAX = 10**12


class VnpostCustomer:
    """VNPost as one of its customers speaks to it."""

    def __init__(self, session: aiohttp.ClientSession, account: CarrierAccount) -> None:
        self._session = session
        self._account = account
        self._words = {**WORDS, **read_statuses(account.says("statuses"))}

    async def order(self, order: CarriageOrder) -> Ordered:
        """Order as `ports.Carrier` has it."""
        if order.asked_before:
            found = await self._found_before(order)
            if found is not None:
                return found
        return self._taken(await self._ask("POST", "order_url", self._payload(order)), order)

    async def cancel(self, order: CarriageOrder) -> bool:
        """Cancel as `ports.Carrier` has it."""
        if not self._account.says("cancel_url"):
            raise Permanent(Trouble.REFUSED, "cancel_url?")
        asked = {"OrderCode": order.key, "CustomerCode": self._account.says("customer_code")}
        if order.reference:
            asked["Id"] = order.reference
        answer = await self._ask("POST", "cancel_url", asked)
        status = code_text(answer.get("OrderStatusId"))
        if status in _CANCELLED:
            return True
        if status in _CANCEL_HEARD:
            return False
        raise Retryable(Trouble.UNREADABLE, status or None)

    async def reports_since(self, cursor: str | None) -> ReportPage:
        """Return nothing, for this interface calls us."""
        return ReportPage(cursor=cursor)

    def word_of(self, code: str, kind: OrderKind) -> Word | None:  # noqa: ARG002 - one list for both
        """Return what a code is in our words."""
        return self._words.get(code)

    def proves(self, body: bytes) -> bool:
        """Tell whether a call bears the carrier's signature, as `ports.Carrier` has it."""
        return bool(self._account.says("report_public_key")) and self._is_signed(body)

    def read_pushed(self, body: bytes) -> CarrierReport:
        """Return what a call reports, as `ports.Carrier` has it."""
        if self._account.says("report_public_key") and not self._is_signed(body):
            raise Permanent(Trouble.NOT_LET_IN)
        said = object_in(body) or {}
        data = said.get("Data")
        told = object_in(data.encode()) if isinstance(data, str) else None
        if told is None or not isinstance(data, str):
            raise Permanent(Trouble.UNREADABLE)
        code = code_text(told.get("OrderStatusId"))
        key, item = text_of(told, "OrderCode", 100), text_of(told, "ItemCode", 40)
        if not code or not (key or item):
            raise Permanent(Trouble.UNREADABLE)
        return CarrierReport(
            code=code,
            order_key=key,
            item_code=item,
            told_at=moment_in(told.get("LastUpdateTime")),
            their_now=moment_in(said.get("SendDate")),
            # Told again it bears another moment of sending, and is the same report for all that.
            reference=sha256(data.encode()).hexdigest()[:40],
            amount_dong=_amount_in(told.get(self._usual("amount_field"))),
            said=text_of(told, "DeliveryNote", SAID_MAX),
        )

    def _is_signed(self, body: bytes) -> bool:
        key, said = self._account.says("report_public_key"), object_in(body) or {}
        parts = [said.get(name) for name in self._usual("report_signed").split("+")]
        signature = said.get("SignData")
        if not isinstance(signature, str) or not all(isinstance(part, str) for part in parts):
            return False
        return is_signed(key, signature, "".join(map(str, parts)), self._usual("report_hash"))

    async def _found_before(self, order: CarriageOrder) -> Ordered | None:
        """Return the order that may have been taken before, None where it is not there.

        Raises:
            Permanent: nothing tells whether it is there, or it is there and cancelled.

        """
        address = self._account.says("find_url")
        if not address:
            if self._usual("repeats_are_safe") == "yes":
                return None
            raise Permanent(Trouble.UNSURE)
        address = address.replace(GAP, quote(order.key, safe=""))
        answer = await exchange(self._session, "GET", address, headers=self._headers())
        if answer.status == _NOT_FOUND and object_in(answer.body) is not None:
            return None  # Without a word of theirs it is the address that was not found.
        if answer.status not in _SUCCESS:
            raise failure_of(answer.status, None)
        if answer.body.strip() in (b"null", b"[]", b"{}"):
            return None
        found = _first_object(answer.body)
        if found is None or text_of(found, "OrderCode", 100) != order.key:
            raise Retryable(Trouble.UNREADABLE)
        if code_text(found.get("OrderStatusId")) in _CANCELLED:
            raise Permanent(Trouble.REFUSED, code_text(found.get("OrderStatusId")))
        return replace(self._taken(found, order), collect_dong=_to_collect(found))

    def _taken(self, answer: Mapping[str, Any], order: CarriageOrder) -> Ordered:
        """Return what an answer says of an order that was taken; any other answer is none."""
        reference = code_text(answer.get("Id"))
        named = text_of(answer, "OrderCode", 100)
        if not reference or named not in (None, order.key):
            raise Retryable(Trouble.UNREADABLE, text_of(answer, "Message", SAID_MAX))
        return Ordered(reference=reference, item_code=text_of(answer, "ItemCode", 40))

    async def _ask(self, method: str, where: str, document: Mapping[str, Any]) -> dict[str, Any]:
        answer = await exchange(
            self._session,
            method,
            self._account.says(where),
            document=document,
            headers=self._headers(),
        )
        said = object_in(answer.body)
        if answer.status not in _SUCCESS:
            raise failure_of(answer.status, text_of(said or {}, "Message", SAID_MAX))
        if said is None:
            raise Retryable(Trouble.UNREADABLE)
        return said

    def _headers(self) -> dict[str, str]:
        token = self._account.secrets.get("token")
        return {self._usual("token_header"): token} if token else {}

    def _payload(self, order: CarriageOrder) -> dict[str, Any]:
        sender, receiver = order.ends
        return {
            **self._end("Sender", sender, order),
            **self._end("Receiver", receiver, order),
            "ReceiverAddressType": 1 if receiver is order.citizen else 2,
            "ServiceName": self._account.says("service_name"),
            "OrderCode": order.key,
            "PackageContent": order.words,
            "WeightEvaluation": self._whole("weight_grams"),
            "CodAmountEvaluation": order.collect_dong,
            "IsReceiverPayFreight": False,
            "IsPackageViewable": False,
            "PickupType": 1,
            "UseBaoPhat": order.kind is OrderKind.DELIVERY,
            "CustomerNote": order.item_code,
            "CustomerCode": self._account.says("customer_code"),
        }

    def _end(self, end: str, party: CarriedParty, order: CarriageOrder) -> dict[str, Any]:
        who = "agency" if party is order.agency else "citizen"
        return {
            f"{end}Fullname": party.name,
            f"{end}Address": party.address or "",
            f"{end}Tel": party.phone or "",
            f"{end}WardId": self._whole(f"{who}_ward"),
            f"{end}DistrictId": self._whole(f"{who}_district"),
            f"{end}ProvinceId": self._whole(f"{who}_province"),
        }

    def _usual(self, setting: str) -> str:
        return self._account.says(setting, usual_setting(self._account.kind, setting))

    def _whole(self, setting: str) -> int:
        return int(self._usual(setting))


def _first_object(body: bytes) -> dict[str, Any] | None:
    """Return the object of an answer, or the only one in a list."""
    found = object_in(body)
    if found is not None:
        return found
    listed = json_in(body)
    only = listed[0] if isinstance(listed, list) and len(listed) == 1 else None
    return only if isinstance(only, dict) else None


def _to_collect(found: Mapping[str, Any]) -> int | None:
    amount = _amount_in(found.get("CodAmount"))
    return amount if amount is not None and amount >= 0 else None


def _amount_in(value: Any) -> int | None:
    """Return an amount in đồng, None for what is no whole number of them."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _AMOUNT_MAX:
        return None
    return value
