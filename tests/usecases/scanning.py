"""What tests of scans do again and again: make them, send them, bring things to a beginning."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.scan import Action, Scan
from postal_bridge.usecases.record_scan import record_scans
from postal_bridge.usecases.scan_answers import ScanAnswer, Submitted
from tests.journeys import PROCEDURE, Stage


def scan(stage: Stage, who: Viewer, code: str, action: str, **more: Any) -> Submitted:
    """Make a scan a second after the one before, for a batch or to be sent again."""
    stage.clock.advance(timedelta(seconds=1))
    values = {"scan_id": uuid4(), "scanned_at": stage.clock(), **more}
    return Submitted(who, Scan(code=code, action=Action(action), **values))


async def send(stage: Stage, *submitted: Submitted) -> list[tuple[str, str | None]]:
    """Send scans as one batch; return the outcome of each with its code or state."""
    return outcomes(await answers(stage, *submitted))


async def answers(stage: Stage, *submitted: Submitted) -> list[ScanAnswer]:
    return await record_scans(stage.bridge.database, stage.rules, stage.center, submitted)


def outcomes(found: Sequence[ScanAnswer]) -> list[tuple[str, str | None]]:
    return [(answer.outcome, answer.code or answer.state) for answer in found]


async def inbound(stage: Stage) -> str:
    found = await stage.register(stage.post, Leg.INBOUND, procedure_code=PROCEDURE)
    return str(found["code"])


async def outbound_at_post(stage: Stage, **more: Any) -> str:
    """Register a result on its way to a citizen, and bring it to the post."""
    found = await stage.register(stage.clerk, Leg.OUTBOUND, **more)
    code = str(found["code"])
    await stage.recorded(stage.clerk, code, "give", to_office=stage.post.office_code)
    await stage.recorded(stage.post, code, "take")
    return code


async def open_differences(stage: Stage) -> list[str]:
    async with stage.bridge.database.snapshot() as connection:
        rows = await connection.fetch(
            "select kind from difference where closed_at is null order by kind"
        )
    return [row["kind"] for row in rows]
