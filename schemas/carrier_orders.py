"""What is ordered of carriers and what they tell, as it crosses the border, with its forms."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from postal_bridge.domain.carrier import MoneyFact, OrderKind, OrderState
from schemas.carriers import CarrierCode, Reason
from schemas.scans import Code
from schemas.shape import Query, Shape


class CarrierOrderShape(Shape):
    """Something that is ordered of a carrier."""

    order_id: UUID
    """By which it is asked for."""

    carrier: str
    """Of whom."""

    consignment: str
    """The code of the thing."""

    kind: OrderKind
    """What is ordered."""

    order_key: str
    """By what the carrier knows the order."""

    state: OrderState
    """How it stands."""

    collect_dong: int
    """What is to be collected, as it was ordered."""

    due_dong: int | None
    """What is to be collected by now, where that changed and somebody saw to it."""

    wanted_at: datetime
    """When it was wanted."""

    wanted_by: str
    """By whom."""

    next_try_at: datetime | None
    """When it is told next, while it waits."""

    tries: int
    """How often it was told."""

    trouble: str | None
    """Why it is not further."""

    said: str | None
    """What the carrier said of that."""

    reference: str | None
    """What the carrier calls it."""

    item_code: str | None
    """The code the carrier put on the thing, where it is another."""

    accepted_at: datetime | None
    """When it was taken."""

    ended_at: datetime | None
    """When it was ended."""

    ended_by: str | None
    """By whom; null where the carrier ended it by itself."""

    reason: str | None
    """Why."""


class WantedOrder(Shape):
    """What is to be ordered."""

    code: Code
    """The code of a consignment."""


class CarrierReportShape(Shape):
    """A report of a carrier that waits for a person."""

    carrier: str
    """Whose."""

    report_id: UUID
    """By which it is asked for."""

    code: str
    """The carrier's own code of what happened."""

    order_key: str | None
    """The order it speaks of; of what could not be read, where it stood."""

    item_code: str | None
    """The code on the thing it speaks of."""

    consignment: str | None
    """The thing, where it is known."""

    happened_at: datetime
    """When it happened, by our reckoning."""

    received_at: datetime
    """When it was told."""

    amount_dong: int | None
    """The money it speaks of."""

    said: str | None
    """Its words."""

    state: str
    """For what it waits: unknown_code, unknown_order, differs, unreadable."""

    trouble: str | None
    """Why it differs or could not be read."""


class WhichReport(Shape):
    """Whose report is meant."""

    carrier: CarrierCode
    """The carrier."""


class SettledReport(WhichReport):
    """Why a report is settled."""

    reason: Reason
    """The reason, as it stands in the list of changes."""


class ReportAnswered(Shape):
    """The report that was dealt with."""

    report_id: UUID
    """Which one."""


class CarrierWorkForm(Query):
    """What a button on the page of carriers does, to an order or a report."""

    act: Literal["try_again", "cancel", "settle", "hear_again", "settle_report"]
    """Which."""

    order_id: UUID | None = None
    """The order."""

    carrier: CarrierCode | None = None
    """Whose report."""

    report_id: UUID | None = None
    """The report."""

    reason: Reason | None = None
    """Why, where something is ended."""


class NotPaidOutShape(Shape):
    """Money that a carrier collected and did not pay out, as far as it said."""

    consignment: str
    """With which thing."""

    carrier: str
    """By whom."""

    dossier: str | None
    """For which dossier."""

    amount_dong: int
    """How much."""

    collected_at: datetime
    """When it was collected."""

    with_post_at: datetime | None
    """Since when the carrier has it in its books."""


class FactSum(Shape):
    """What carriers said of money in one respect."""

    fact: MoneyFact
    """Collected, with the post, or paid out."""

    orders: int
    """Of how many orders."""

    amount_dong: int
    """How much in all."""


class CarrierMoneyShape(Shape):
    """What carriers say of the money they took; the books are not moved by it."""

    sums: list[FactSum]
    """In all."""

    not_paid_out: list[NotPaidOutShape]
    """Collected and not paid out, the oldest first."""

    next_cursor: str | None
    """Where the next part of these starts, or null when this was the last one."""
