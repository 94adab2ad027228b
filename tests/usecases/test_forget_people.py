"""People are forgotten when the term is over; what happened and was counted is as it was."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from postal_bridge.domain.carriage import CarriageKind
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import Satisfaction
from postal_bridge.domain.proof_refusals import UnknownProof
from postal_bridge.domain.scan import Collected, PaymentMethod, ProofKind, ToldProof
from postal_bridge.usecases.answer_carriage import look_up_request
from postal_bridge.usecases.ask_for_carriage import Wish, ask_for_carriage
from postal_bridge.usecases.audit import audit
from postal_bridge.usecases.citizen import Citizen
from postal_bridge.usecases.forget_people import forget_people, years_before
from postal_bridge.usecases.look_up_consignment import look_up_consignment
from postal_bridge.usecases.look_up_dossier import look_up_dossier
from postal_bridge.usecases.look_up_proofs import open_proof
from postal_bridge.usecases.rate_service import Rating, rate_service
from postal_bridge.usecases.summarise import summarise
from postal_bridge.usecases.track import open_tracking
from postal_bridge.wiring import Bridge
from tests.conftest import MORNING, SettableClock
from tests.journeys import Stage, found_center
from tests.usecases.reading_messages import messages_of

TODAY = date(2026, 3, 13)
ADDRESS = "192.0.2.1"
PICTURE = b"a signature"


@pytest.fixture
async def stage(bridge: Bridge, clock: SettableClock) -> Stage:
    return await found_center(bridge, clock)


async def change(stage: Stage, statement: str, *values: object) -> None:
    async with stage.bridge.database.transaction() as connection:
        await connection.execute(statement, *values)


async def live(stage: Stage) -> tuple[str, str]:
    """Let a dossier live from the first wish to the last word; return its code and its result's."""
    bridge = stage.bridge
    tools = bridge.database, stage.clock, bridge.sealer
    days: dict[str, Any] = {"received_at": MORNING, "received_on": TODAY, "status": 4}
    code = await stage.add_dossier(**days)
    tracked = await open_tracking(*tools, code, "5678", ADDRESS)
    await ask_for_carriage(*tools, tracked, Wish(CarriageKind.DELIVERY), ADDRESS)
    await change(stage, "update dossier set status = 9, resolved_on = $1", TODAY)
    slip = await stage.register(
        stage.clerk,
        Leg.OUTBOUND,
        dossier_code=code,
        post_office=stage.post.office_code,
        citizen=Citizen("Nguyễn Thị Ví Dụ", "0912345678", "12 đường Hoa Sữa"),
        collect_dong=9_000,
    )
    result = str(slip["code"])
    await stage.recorded(stage.clerk, result, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, result, "take", "go_out")
    proof = ToldProof(uuid4(), ProofKind.SIGNATURE, sha256(PICTURE).hexdigest())
    answer = await stage.scan(
        stage.post,
        result,
        "deliver",
        collected=Collected(9_000, PaymentMethod.CASH, "BL-1"),
        recipient={"name": "Trần Văn Ví Dụ", "relation": "con"},
        proofs=(proof,),
    )
    assert answer.outcome == "recorded", answer.detail
    await stage.insert(
        "scan_proof",
        {
            "center_id": stage.center.center_id,
            "proof_id": proof.proof_id,
            "scan_id": await stage.value("select scan_id from scan where action = 'deliver'"),
            "kind": "signature",
            "media_type": "image/png",
            "size_bytes": len(PICTURE),
            "sha256": sha256(PICTURE).digest(),
            "picture_sealed": b"sealed",
            "received_at": stage.clock(),
            "login": stage.post.login,
        },
    )
    tracked = await open_tracking(*tools, code, "5678", ADDRESS)
    await rate_service(*tools, tracked, Rating(Satisfaction.SATISFIED, "Cảm ơn cô Ví Dụ"))
    return code, result


async def forget(stage: Stage, later: timedelta) -> dict[str, int]:
    stage.clock.now = MORNING + later
    today = stage.clock().astimezone(stage.center.zone).date()
    bridge = stage.bridge
    return dict(await forget_people(bridge.database, bridge.sealer, stage.center, today))


async def counted(stage: Stage) -> list[Any]:
    """Return what has to be as it was: the summary, and whether the audit holds."""
    bridge = stage.bridge
    summary = await summarise(bridge.database, stage.center, TODAY, TODAY)
    report = await audit(bridge.database, stage.center, lambda *_: None)
    return [summary, report.holds, report.findings]


async def names_left(stage: Stage) -> dict[str, int]:
    """Return how many rows name people, by where they do."""
    queries = {
        "dossier": "select count(*) from dossier where num_nonnulls(filer_name, filer_phone_sealed,"
        " filer_phone_index, filer_address_sealed, filer_address_index, filer_email_sealed) > 0",
        "consignment": "select count(*) from consignment"
        " where num_nonnulls(party_sealed, phone_index) > 0",
        "scan": "select count(*) from scan where recipient_sealed is not null",
        "proof": "select count(*) from scan_proof where picture_sealed is not null",
        "word": "select count(*) from rating_word",
        "message": "select count(*) from message"
        " where num_nonnulls(recipient_index, phone_index, email_index) > 0",
    }
    return {name: await stage.value(query) for name, query in queries.items()}


FIVE_YEARS = timedelta(days=5 * 365 + 1)


async def test_people_are_forgotten_a_day_after_the_term_and_not_before(stage: Stage) -> None:
    code, result = await live(stage)
    before, named = await counted(stage), await names_left(stage)
    assert all(named.values())
    assert await forget(stage, FIVE_YEARS) == {"dossiers": 0, "consignments": 0}
    assert await names_left(stage) == named
    assert await forget(stage, FIVE_YEARS + timedelta(days=1)) == {
        "dossiers": 1,
        "consignments": 0,
    }
    assert set((await names_left(stage)).values()) == {0}
    assert await counted(stage) == before
    assert await forget(stage, FIVE_YEARS + timedelta(days=2)) == {
        "dossiers": 0,
        "consignments": 0,
    }
    bridge = stage.bridge
    tools = bridge.database, stage.clock, bridge.sealer
    dossier = await look_up_dossier(*tools, stage.clerk, code)
    assert (dossier["filer"]["name"], dossier["satisfaction"]) == (None, "satisfied")
    shown = await look_up_consignment(*tools, stage.clerk, result)
    assert "Ví Dụ" not in str(shown)
    request_id = await stage.value("select request_id from carriage_request")
    request = await look_up_request(bridge.database, bridge.sealer, stage.post, request_id)
    assert (request.name, request.phone, request.address) == ("", "", "")
    assert all(each.phone is None for each in await messages_of(stage))
    proof_id = await stage.value("select proof_id from scan_proof")
    with pytest.raises(UnknownProof):
        await open_proof(*tools, stage.post, result, proof_id)


async def test_what_goes_on_is_not_forgotten_however_old_it_is(stage: Stage) -> None:
    await stage.add_dossier(1, received_at=MORNING, received_on=TODAY, status=4)
    await stage.register(stage.clerk, Leg.OUTBOUND, citizen=Citizen("Lê Minh Họa", "0912000111"))
    named = await names_left(stage)
    assert await forget(stage, 3 * FIVE_YEARS) == {"dossiers": 0, "consignments": 0}
    assert await names_left(stage) == named


async def test_a_consignment_of_no_dossier_is_forgotten_when_it_has_ended(stage: Stage) -> None:
    slip = await stage.register(
        stage.clerk, Leg.OUTBOUND, citizen=Citizen("Lê Minh Họa", "0912000111")
    )
    await stage.recorded(stage.clerk, slip["code"], "lose")
    later = FIVE_YEARS + timedelta(days=1)
    assert await forget(stage, later) == {"dossiers": 0, "consignments": 1}
    assert (await names_left(stage))["consignment"] == 0


async def test_another_centre_forgets_by_itself(stage: Stage, bridge: Bridge) -> None:
    await live(stage)
    named = await names_left(stage)
    other = await found_center(bridge, stage.clock, "H26")
    later = FIVE_YEARS + timedelta(days=1)
    assert await forget(other, later) == {"dossiers": 0, "consignments": 0}
    assert await names_left(stage) == named


@pytest.mark.parametrize(
    "statement",
    [
        "update scan set login = 'ai'",
        "update scan set recipient_sealed = 'x' where action = 'deliver'",
        "update scan set recipient_sealed = null, login = 'ai'",
        "delete from scan_proof",
        "update scan_proof set picture_sealed = 'x'",
        "update scan_proof set sha256 = sha256('x')",
    ],
)
async def test_scans_and_proofs_can_still_not_be_changed(stage: Stage, statement: str) -> None:
    await live(stage)
    with pytest.raises(asyncpg.RestrictViolationError):
        await change(stage, statement)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2031, 3, 13), date(2026, 3, 13)),
        (date(2028, 2, 29), date(2023, 2, 28)),
    ],
)
def test_years_are_those_of_the_calendar(today: date, expected: date) -> None:
    assert years_before(today, 5) == expected
