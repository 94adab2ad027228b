"""An audit finds whatever was changed behind the service's back, and nothing where nothing was.

Every test lets an honest day happen, then changes one thing as the owner of the tables can, past
triggers and foreign keys, and sees it found.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import pytest

from postal_bridge.domain.custody import Leg
from postal_bridge.domain.custody_audit import Check
from postal_bridge.domain.scan import Collected, PaymentMethod, Reason
from postal_bridge.store.database import Connection
from postal_bridge.usecases.audit import AuditReport, audit
from postal_bridge.wiring import Bridge
from tests.conftest import SettableClock
from tests.journeys import Stage, found_center

TABLES = ("custody", "custody_event", "scan", "collection")


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    """Return a centre where one dossier came by post, one bag went out, and a slip was corrected.

    Its things are noted in the order of their codes: inbound, two on the way out, and a bag.
    """
    stage = await found_center(bridge, clock)
    dossier = await stage.add_dossier()
    inbound = (await stage.register(stage.post, Leg.INBOUND, dossier_code=dossier, collect_dong=9))[
        "code"
    ]
    money = Collected(9, PaymentMethod.CASH, "BL-1")
    await stage.recorded(stage.post, inbound, "collect", collected=money)
    await stage.recorded(stage.post, inbound, "give")
    await stage.recorded(stage.clerk, inbound, "take")
    out = [(await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV"))["code"]]
    out.append((await stage.register(stage.clerk, Leg.TRANSFER_OUT, destination="SNV"))["code"])
    bag = (await stage.begin_bag(stage.clerk, "SNV", items=out, pack=True))["code"]
    await stage.recorded(stage.clerk, bag, "seal")
    await stage.recorded(stage.clerk, bag, "give", to_office="H53.BC")
    await stage.recorded(stage.post, bag, "take")
    return stage


@pytest.fixture
async def codes(stage: Stage) -> dict[str, str]:
    """Return the codes of the things by what they are."""
    async with stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch("select code, kind, leg from custody order by code")
    things = {row["leg"] or "bag": row["code"] for row in reversed(rows)}
    return {"inbound": things["inbound"], "packed": things["transfer_out"], "bag": things["bag"]}


@asynccontextmanager
async def behind_its_back(stage: Stage) -> AsyncIterator[Connection]:
    """Yield a connection on which neither triggers nor foreign keys guard anything."""
    async with stage.bridge.database.transaction() as connection:
        for table in TABLES:
            await connection.execute(f"alter table {table} disable trigger all")
        yield connection
        for table in TABLES:
            await connection.execute(f"alter table {table} enable trigger all")


async def audited(stage: Stage) -> AuditReport:
    seen: list[tuple[int, int]] = []
    report = await audit(stage.bridge.database, stage.center, lambda *done: seen.append(done))
    assert seen[-1] == (4, 4)
    return report


def checks(report: AuditReport) -> set[tuple[str, Check]]:
    return {(finding.code, finding.check) for finding in report.findings}


async def test_an_honest_day_holds(stage: Stage) -> None:
    report = await audited(stage)
    assert report.findings == []
    assert report.holds
    assert (report.things, report.events) == (4, 16)


async def test_late_scans_and_corrections_hold(stage: Stage) -> None:
    outbound = (await stage.register(stage.clerk, Leg.OUTBOUND))["code"]
    await stage.recorded(stage.clerk, outbound, "give", to_office="H53.BC")
    await stage.recorded(stage.post, outbound, "take", "go_out")
    stage.clock.advance(timedelta(hours=2))
    await stage.recorded(stage.post, outbound, "fail", reason=Reason.ADDRESSEE_ABSENT)
    stage.clock.advance(timedelta(hours=1))
    answer = await stage.scan(stage.post, outbound, "go_out")
    await stage.recorded(stage.post, outbound, "correct", corrects=answer.scan_id)
    report = await audit(stage.bridge.database, stage.center, lambda *_: None)
    assert report.findings == []


async def test_a_rewritten_event_breaks_the_chain(stage: Stage, codes: dict[str, str]) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute(
            "update custody_event set login = 'somebody.else' where code = $1 and sequence = 2",
            codes["inbound"],
        )
    assert checks(await audited(stage)) == {(codes["inbound"], Check.CHAIN)}


async def test_a_removed_event_leaves_a_gap(stage: Stage, codes: dict[str, str]) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute(
            "delete from custody_event where code = $1 and sequence = 3", codes["inbound"]
        )
    assert (codes["inbound"], Check.SEQUENCE) in checks(await audited(stage))


async def test_a_shortened_log_does_not_end_where_the_thing_stands(
    stage: Stage, codes: dict[str, str]
) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute(
            "delete from custody_event where code = $1 and sequence = 4", codes["inbound"]
        )
    found = checks(await audited(stage))
    assert {(codes["inbound"], Check.CHAIN), (codes["inbound"], Check.STANDING)} <= found


@pytest.mark.parametrize(
    "change",
    [
        "state = 'lost'",
        "holder = 'STP'",
        "offered_to = 'STP', state = 'offered'",
        "invitations = 2",
        "damaged = true",
        "happened_at = happened_at + interval '1 second'",
        "version = version + 1",
    ],
)
async def test_a_thing_that_stands_elsewhere_than_its_log_says_is_found(
    stage: Stage, codes: dict[str, str], change: str
) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute(
            f"update custody set {change} where code = $1",  # noqa: S608 - our own changes
            codes["inbound"],
        )
    assert checks(await audited(stage)) == {(codes["inbound"], Check.STANDING)}


async def test_a_forged_step_is_found_although_its_hashes_fit(
    stage: Stage, codes: dict[str, str]
) -> None:
    """Whoever can write the tables can compute hashes, too: the story itself has to hold."""
    async with behind_its_back(stage) as connection:
        await connection.execute(
            "update custody_event set office_code = 'STP', holder_after = 'STP'"
            " where code = $1 and sequence = 4",
            codes["inbound"],
        )
        await connection.execute(
            "update custody set holder = 'STP' where code = $1", codes["inbound"]
        )
    assert (codes["inbound"], Check.STEP) in checks(await audited(stage))


async def test_an_illegal_step_is_found(stage: Stage, codes: dict[str, str]) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute(
            "update custody_event set to_state = 'opened' where code = $1 and sequence = 2",
            codes["inbound"],
        )
    assert (codes["inbound"], Check.STEP) in checks(await audited(stage))


async def test_a_thing_without_a_log_is_found(stage: Stage, codes: dict[str, str]) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute("delete from custody_event where code = $1", codes["inbound"])
    assert (codes["inbound"], Check.LOG) in checks(await audited(stage))


async def test_a_log_without_a_thing_is_found(stage: Stage, codes: dict[str, str]) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute("alter table consignment disable trigger all")
        await connection.execute("delete from custody where code = $1", codes["inbound"])
    report = await audit(stage.bridge.database, stage.center, lambda *_: None)
    assert checks(report) == {(codes["inbound"], Check.LOG)}


async def test_a_thing_apart_from_its_bag_is_found(stage: Stage, codes: dict[str, str]) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute(
            "update custody set holder = 'SNV' where code = $1", codes["packed"]
        )
    assert (codes["packed"], Check.BAG) in checks(await audited(stage))


async def test_a_scan_without_an_event_is_found(stage: Stage, codes: dict[str, str]) -> None:
    refused = await stage.scan(stage.department, codes["inbound"], "take")
    async with behind_its_back(stage) as connection:
        await connection.execute(
            "update scan set outcome = 'recorded', refusal = null where scan_id = $1",
            refused.scan_id,
        )
    assert checks(await audited(stage)) == {(codes["inbound"], Check.SCAN)}


async def test_an_event_without_a_scan_is_found(stage: Stage, codes: dict[str, str]) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute(
            "delete from scan where item_code = $1 and action = 'give'", codes["inbound"]
        )
    assert checks(await audited(stage)) == {(codes["inbound"], Check.SCAN)}


async def test_money_unlike_the_scan_that_took_it_is_found(
    stage: Stage, codes: dict[str, str]
) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute("update collection set amount_dong = 8")
    found = checks(await audited(stage))
    assert found == {(codes["inbound"], Check.COLLECTION), ("entry 1", Check.BOOKED)}


async def test_money_taken_and_not_booked_is_found(stage: Stage, codes: dict[str, str]) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute("delete from collection")
    found = checks(await audited(stage))
    assert found == {(codes["inbound"], Check.COLLECTION), ("entry 1", Check.BOOKED)}


async def test_money_booked_by_no_scan_is_found(stage: Stage) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute(
            "insert into collection select center_id, $1, dossier_code, consignment_code, $2,"
            " source, 77, method, receipt_number, collected_on, office_code, login, null,"
            " recorded_at from collection",
            uuid4(),
            uuid4(),
        )
    found = (await audited(stage)).findings
    # No scan tells of it, no entry books it, and no report counts it.
    # No scan tells of it, no entry books it, and no report counts it.
    assert {finding.check for finding in found} == {Check.COLLECTION, Check.BOOKED, Check.FIGURES}
    assert any("77" in finding.detail for finding in found)


async def test_a_reversal_of_another_amount_is_found(stage: Stage) -> None:
    async with behind_its_back(stage) as connection:
        await connection.execute(
            "insert into collection select center_id, $1, dossier_code, consignment_code, scan_id,"
            " source, -8, method, receipt_number, collected_on, office_code, login, collection_id,"
            " recorded_at from collection",
            uuid4(),
        )
    found = (await audited(stage)).findings
    assert {finding.check for finding in found} == {Check.COLLECTION, Check.BOOKED, Check.FIGURES}
    assert any("reverse" in finding.detail for finding in found)
    assert any("without a correction" in finding.detail for finding in found)


async def test_pages_join_without_a_gap(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postal_bridge.usecases.audit.PAGE_CODES", 1)
    assert (await audited(stage)).events == 16


async def test_of_many_findings_the_number_is_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postal_bridge.usecases.audit.FINDINGS_MAX", 1)
    async with behind_its_back(stage) as connection:
        await connection.execute("update custody set damaged = true, invitations = 3")
    report = await audited(stage)
    assert len(report.findings) == 1
    assert report.found == 8


async def test_another_centre_is_left_alone(
    stage: Stage, bridge: Bridge, clock: SettableClock
) -> None:
    other = await found_center(bridge, clock, "H26", None)
    async with behind_its_back(stage) as connection:
        await connection.execute("update custody set damaged = true")
    report = await audit(bridge.database, other.center, lambda *_: None)
    assert report.holds
