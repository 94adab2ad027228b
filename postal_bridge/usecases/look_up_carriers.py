"""Shows the carriers of a centre: how they are doing, what waits, and what they say of money."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.carrier import KIND_OF_LEG, LegTerms, MoneyFact
from postal_bridge.domain.carrier_refusals import UnknownCarrier
from postal_bridge.domain.custody import Leg
from postal_bridge.sealing import Sealer
from postal_bridge.store import carrier_orders, carrier_reports, carriers
from postal_bridge.store.carrier_orders import OrderPlace
from postal_bridge.store.carrier_reports import CarrierMoney, KeptReport, NotPaidOut
from postal_bridge.store.carriers import CarrierStanding, KeptCarrier
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.carrier_accounts import open_secrets
from postal_bridge.usecases.keep_carriers import document_of, leg_document
from postal_bridge.usecases.order_document import order_document
from postal_bridge.usecases.pages import cut
from postal_bridge.usecases.take_carrier_reports import said_place
from postal_bridge.usecases.told import told

#: A place in a list that is ordered by time.
Place: TypeAlias = tuple[datetime, UUID]

Document = dict[str, Any]


async def list_carriers(database: Database, sealer: Sealer, viewer: Viewer) -> list[Document]:
    """Return the carriers of the viewer's centre with how each is doing."""
    async with database.snapshot() as connection:
        return await _carriers(connection, sealer, viewer)


async def look_up_carrier(
    database: Database, sealer: Sealer, viewer: Viewer, code: str
) -> Document:
    """Return one carrier of the viewer's centre; raises UnknownCarrier where there is none."""
    found = await list_carriers(database, sealer, viewer)
    carrier = next((each for each in found if each["code"] == code), None)
    if carrier is None:
        raise UnknownCarrier
    return carrier


async def look_up_legs(database: Database, viewer: Viewer) -> Mapping[Leg, Sequence[LegTerms]]:
    """Return who carries on which leg since when, the newest first."""
    async with database.snapshot() as connection:
        return {
            leg: await carriers.legs_of(connection, viewer.center_id, leg) for leg in KIND_OF_LEG
        }


async def list_legs(database: Database, viewer: Viewer) -> list[Document]:
    """Return who carries on which leg since when, as it goes out."""
    legs = await look_up_legs(database, viewer)
    return [leg_document(each) for terms in legs.values() for each in terms]


async def list_orders(
    database: Database, viewer: Viewer, after: OrderPlace, limit: int
) -> tuple[list[Document], OrderPlace | None]:
    """Return a page of orders that are not done with, those that wait for a person first."""
    async with database.snapshot() as connection:
        found = await carrier_orders.orders_that_wait(
            connection, viewer.center_id, after, limit + 1
        )
    page, last = cut(found, limit, lambda order: order.place)
    return [order_document(each) for each in page], last


async def list_reports(
    database: Database, sealer: Sealer, viewer: Viewer, after: Place, limit: int
) -> tuple[list[Document], Place | None]:
    """Return a page of reports that wait for a person, the oldest first."""
    async with database.snapshot() as connection:
        found = await carrier_reports.open_reports(connection, viewer.center_id, after, limit + 1)
    page, last = cut(found, limit, lambda row: (row[0].received_at, row[0].report_id))
    return [told(_report(sealer, viewer, each, thing)) for each, thing in page], last


async def sum_carrier_money(
    database: Database, viewer: Viewer
) -> Mapping[MoneyFact, tuple[int, int]]:
    """Return what carriers said of money in all."""
    async with database.snapshot() as connection:
        return await carrier_reports.sum_of_money(connection, viewer.center_id)


async def list_not_paid_out(
    database: Database, viewer: Viewer, after: Place, limit: int
) -> tuple[Sequence[NotPaidOut], Place | None]:
    """Return a page of what carriers collected and did not pay out, the oldest first."""
    async with database.snapshot() as connection:
        found = await carrier_reports.money_not_paid_out(
            connection, viewer.center_id, after, limit + 1
        )
    return cut(found, limit, lambda owed: (owed.collected_at, owed.order_id))


async def carrier_money_of(
    database: Database, viewer: Viewer, dossier_code: str
) -> Sequence[CarrierMoney]:
    """Return what carriers said of the money of a dossier that the viewer looks at."""
    async with database.snapshot() as connection:
        return await carrier_reports.money_of_dossier(connection, viewer.center_id, dossier_code)


async def _carriers(connection: Connection, sealer: Sealer, viewer: Viewer) -> list[Document]:
    found = await carriers.carriers_of(connection, viewer.center_id)
    orders = await carrier_orders.count_orders(connection, viewer.center_id)
    reports = await carrier_reports.count_reports(connection, viewer.center_id)
    return [
        {
            **_known(sealer, viewer, kept),
            **_doing(standing),
            "orders": {state.value: count for state, count in orders.get(kept.code, {}).items()},
            "reports": reports.get(kept.code, {}),
        }
        for kept, standing in found
    ]


def _known(sealer: Sealer, viewer: Viewer, kept: KeptCarrier) -> Document:
    secrets = open_secrets(sealer, viewer.center, kept.code, kept.secrets_sealed)
    return document_of(kept, frozenset(secrets))


def _doing(standing: CarrierStanding) -> Document:
    return {
        "heard_at": standing.heard_at.isoformat() if standing.heard_at else None,
        "trouble": standing.trouble,
        "said": standing.said,
    }


def _report(
    sealer: Sealer, viewer: Viewer, report: KeptReport, consignment: str | None
) -> Document:
    place = said_place(viewer.center, report.carrier_code, report.report_id.hex)
    return {
        "carrier": report.carrier_code,
        "report_id": report.report_id,
        "code": report.code,
        "order_key": report.order_key,
        "item_code": report.item_code,
        "consignment": consignment,
        "happened_at": report.happened_at,
        "received_at": report.received_at,
        "amount_dong": report.amount_dong,
        "said": sealer.open(report.said_sealed, place) if report.said_sealed else None,
        "state": report.state,
        "trouble": report.trouble,
    }
