"""What the database refuses of a dossier, should Python ever forget, and what it keeps apart."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.catalogue import Office, Procedure
from postal_bridge.domain.delay import CLOCK_STANDS
from postal_bridge.domain.dossier import PortalStatus, ReceivedVia, ReturnedVia
from postal_bridge.store.catalogue import put_offices, put_procedures
from postal_bridge.store.database import Connection
from postal_bridge.store.dossier_steps import StepDays, take_step
from postal_bridge.store.dossiers import (
    NewDossier,
    add_dossier,
    find_dossier,
)
from postal_bridge.store.people import add_center
from postal_bridge.store.scopes import Scope

NOW = datetime(2026, 3, 13, 2, 30, tzinfo=UTC)
TODAY = date(2026, 3, 13)
DOSSIER = NewDossier(
    code="H53.14-260313-0001",
    procedure_code="1.000001",
    department_code="SNV",
    service_form=None,
    received_via=ReceivedVia.DIRECT,
    announced_at=NOW,
    received_at=NOW,
    received_on=TODAY,
    due_on=None,
    due_at=None,
    status=PortalStatus.ACCEPTED,
    filer_name="Nguyễn Văn Ví Dụ",
    filer_phone_sealed=None,
    filer_phone_index=None,
    filer_address_sealed=None,
    filer_address_index=None,
    fee_dong=None,
)


async def found(connection: Connection, code: str) -> int:
    center = await add_center(connection, code, "Trung tâm mẫu", NOW)
    assert center
    office = Office("SNV", "Sở Nội vụ", OfficeKind.DEPARTMENT)
    await put_offices(connection, center.center_id, [office], NOW)
    procedure = Procedure("1.000001", "Thủ tục mẫu")
    await put_procedures(connection, center.center_id, [procedure], whole=False)
    return center.center_id


@pytest.fixture
async def center_id(connection: Connection) -> int:
    return await found(connection, "H53")


@pytest.mark.parametrize(
    "change",
    [
        {"received_at": None},
        {"fee_dong": -1},
        {"department_code": "SO99"},
        {"procedure_code": "9"},
        {"status": 11},
        {"received_via": "pigeon"},
        {"service_form": "send"},
    ],
)
async def test_a_dossier_that_cannot_be_is_refused(
    connection: Connection, center_id: int, change: dict[str, Any]
) -> None:
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await add_dossier(connection, center_id, replace(DOSSIER, **change))


@pytest.mark.parametrize(
    "days",
    [
        StepDays(resolved_on=date(2026, 3, 12)),
        StepDays(returned_on=TODAY),
        StepDays(resolved_on=date(2026, 3, 14), returned_on=TODAY),
        StepDays(resolved_on=TODAY, returned_via=ReturnedVia.POSTAL),
    ],
)
async def test_days_in_a_wrong_order_are_refused(
    connection: Connection, center_id: int, days: StepDays
) -> None:
    await add_dossier(connection, center_id, DOSSIER)
    with pytest.raises(asyncpg.CheckViolationError):
        await take_step(connection, center_id, DOSSIER.code, PortalStatus.DONE, days, NOW)


async def test_an_announced_dossier_has_no_result(connection: Connection, center_id: int) -> None:
    announced = replace(DOSSIER, received_at=None, received_on=None)
    await add_dossier(connection, center_id, announced)
    with pytest.raises(asyncpg.CheckViolationError):
        await take_step(
            connection,
            center_id,
            DOSSIER.code,
            PortalStatus.DONE,
            StepDays(resolved_on=TODAY),
            NOW,
        )


async def test_a_code_is_known_once_in_each_centre(connection: Connection, center_id: int) -> None:
    other_id = await found(connection, "H26")
    assert await add_dossier(connection, center_id, DOSSIER)
    assert not await add_dossier(connection, center_id, DOSSIER)
    assert await find_dossier(connection, other_id, DOSSIER.code, Scope()) is None
    assert await add_dossier(connection, other_id, DOSSIER)


async def test_the_days_a_step_does_not_bring_stay(connection: Connection, center_id: int) -> None:
    await add_dossier(connection, center_id, DOSSIER)
    code = DOSSIER.code
    await take_step(
        connection, center_id, code, PortalStatus.DONE, StepDays(resolved_on=TODAY), NOW
    )
    returned = StepDays(returned_on=TODAY, returned_via=ReturnedVia.ONLINE)
    await take_step(connection, center_id, code, PortalStatus.RETURNED, returned, NOW)
    kept = await find_dossier(connection, center_id, code, Scope())
    assert kept
    assert (kept.status, kept.received_at) == (PortalStatus.RETURNED, NOW)
    assert (kept.resolved_on, kept.returned_on) == (TODAY, TODAY)
    assert kept.returned_via is ReturnedVia.ONLINE


async def test_the_database_and_the_rule_agree_when_the_clock_stands(
    connection: Connection,
) -> None:
    stands = [
        status
        for status in PortalStatus
        if await connection.fetchval("select clock_stands($1)", status)
    ]
    assert frozenset(stands) == CLOCK_STANDS
