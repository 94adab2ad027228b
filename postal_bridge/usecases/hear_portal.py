"""Takes over what the portal holds: asked for one by one, by period, or when it is said to move.

What counts is what the portal holds when it is asked. Whatever is pushed to us (late, twice, in
the wrong order, by a clock that is wrong) only says which dossier to ask for. A status that fits is
taken over by the use case by which people take steps, a dossier that began there is registered, and
all else is kept for people to see.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import structlog

from postal_bridge.domain.access import Center
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.dossier import PortalStatus, ReturnedVia
from postal_bridge.domain.portal import PORTAL_ACTOR, Held
from postal_bridge.domain.portal_rules import BothSides, Judgement, judge
from postal_bridge.domain.refusals import Refusal
from postal_bridge.ports import OutsideError, Permanent, Portal, Retryable, Trouble
from postal_bridge.store import dossiers, portal_accounts, portal_dossiers, portal_tellings
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.portal_dossiers import Finding, Found, ToAsk
from postal_bridge.telemetry import PORTAL_FINDINGS
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.follow_steps import follow_steps
from postal_bridge.usecases.portal_account import (
    QUESTIONS,
    UNREADABLE_MOST,
    Entrance,
    PortalTools,
    ask_held,
    note_health,
)
from postal_bridge.usecases.register_from_portal import portal_viewer, register_from_portal

#: So many dossiers are asked for in a run.
ASKED_IN_A_RUN = 200
#: Clocks of others may be wrong by hours; what is asked for twice changes nothing.
OVERLAP = timedelta(hours=24)
PULL_EACH = timedelta(minutes=10)
#: When the portal cannot say what it holds of a dossier, it is asked again then.
ASK_LATER = timedelta(minutes=30)
#: Nothing more is asked for in a run after this, so that a run of a slow portal ends by itself.
HEARS_FOR = timedelta(seconds=45)
#: What follows of itself; the rest is shown to people.
_SETTLED = frozenset({Judgement.AGREES, Judgement.HEARD, Judgement.APPLY})

log = structlog.get_logger("postal_bridge.portal")


async def note_pushed(
    database: Database, clock: Clock, center: Center, moved: Sequence[Held]
) -> None:
    """Note that dossiers are said to have moved, so that the portal is asked for them soon."""
    now = clock()
    async with database.transaction() as connection:
        # First of all, as whoever tells does, so that nobody waits for another in a ring.
        await portal_accounts.lock_state(connection, center.center_id)
        for held in sorted(moved, key=lambda each: each.dossier_code):
            await portal_dossiers.hint(
                connection, center.center_id, held.dossier_code, now, held.status_said
            )


@dataclass(frozen=True, slots=True)
class PortalHearer:
    """Hears what the portal holds of one centre's dossiers."""

    tools: PortalTools
    center: Center
    entrance: Entrance

    async def hear_due(self, portal: Portal) -> dict[str, int]:
        """Ask for changes by period and for what is due to be asked for; return counts."""
        counts = {"asked": 0, "applied": 0, "registered": 0, "found": 0}
        if await self._is_down():
            return counts
        down: Retryable | None = None
        try:
            # What is known to be due does not wait for a question that may be put wrongly.
            await self._ask_due(portal, counts)
            await self._pull(portal, counts)
        except Retryable as error:
            # Those that were not asked for stay due.
            down = error
        except Permanent as error:
            log.warning("portal_not_heard", trouble=error.trouble.value)
        if down or counts["asked"]:
            async with self.tools.database.transaction() as connection:
                await note_health(connection, self.center, self.tools.clock(), down)
        return counts

    async def _is_down(self) -> bool:
        async with self.tools.database.snapshot() as connection:
            state = await portal_accounts.state_of(connection, self.center.center_id)
        return state.circuit.allowance(self.tools.clock(), 1, 1) == 0

    async def _pull(self, portal: Portal, counts: dict[str, int]) -> None:
        """Ask for what was changed since it was asked last, with hours to spare on either side."""
        if self.entrance.account.period_fields is None:
            return
        now, center_id = self.tools.clock(), self.center.center_id
        async with self.tools.database.snapshot() as connection:
            state = await portal_accounts.state_of(connection, center_id)
        if state.pulled_to is not None and now < state.pulled_to + PULL_EACH:
            return
        since = (state.pulled_to or self.entrance.kept.told_since) - OVERLAP
        for held in await self._news(await portal.changed(since, now + OVERLAP)):
            await self._hear(ToAsk(held.dossier_code, ()), held, now, counts)
        async with self.tools.database.transaction() as connection:
            await portal_accounts.lock_state(connection, center_id)
            await portal_accounts.keep_pulled(connection, center_id, now)

    async def _news(self, changed: Sequence[Held]) -> list[Held]:
        """Return what is not as we hold it or knew it, of much that was heard before."""
        codes, center_id = [each.dossier_code for each in changed], self.center.center_id
        async with self.tools.database.snapshot() as connection:
            ours = await portal_dossiers.statuses_of(connection, center_id, codes)
            known = await portal_dossiers.known_of(connection, center_id, codes)
        return [
            each
            for each in changed
            if each.dossier_code not in known
            or each.status is None
            or each.status not in (ours.get(each.dossier_code), known[each.dossier_code].status)
        ]

    async def _ask_due(self, portal: Portal, counts: dict[str, int]) -> None:
        now, center_id = self.tools.clock(), self.center.center_id
        async with self.tools.database.snapshot() as connection:
            due = await portal_dossiers.due_to_ask(connection, center_id, now, ASKED_IN_A_RUN)
        unreadable = 0
        for start in range(0, len(due), QUESTIONS):
            if self.tools.clock() >= now + HEARS_FOR:
                break
            unreadable += await self._ask_some(portal, due[start : start + QUESTIONS], counts)
            if unreadable >= UNREADABLE_MOST:
                raise Retryable(Trouble.UNREADABLE)

    async def _ask_some(self, portal: Portal, some: Sequence[ToAsk], counts: dict[str, int]) -> int:
        """Ask for some side by side; return how many answers nobody understands."""
        now = self.tools.clock()
        unsaid: dict[str, OutsideError] = {}
        answers = await asyncio.gather(*(ask_held(portal, each.dossier_code) for each in some))
        for asked, answer in zip(some, answers, strict=True):
            if isinstance(answer, OutsideError):
                unsaid[asked.dossier_code] = answer
                continue
            counts["asked"] += 1
            await self._hear(asked, answer, now, counts)
        counts["found"] += await self._put_off(unsaid, now)
        unreadable = [each for each in unsaid.values() if each.trouble is Trouble.UNREADABLE]
        for error in unsaid.values():
            # One answer that nobody understands is about one dossier.
            if isinstance(error, Retryable) and error not in unreadable:
                raise error
        return len(unreadable)

    async def _put_off(self, unsaid: Mapping[str, OutsideError], now: datetime) -> int:
        """Ask later for those of which nothing was said; show people what the portal refuses.

        Of its words the code alone is kept: the rest may quote people.
        """
        center_id, found = self.center.center_id, 0
        if not unsaid:
            return found
        async with self.tools.database.transaction() as connection:
            await portal_accounts.lock_state(connection, center_id)
            await portal_dossiers.put_off(connection, center_id, list(unsaid), now + ASK_LATER)
            ours = await portal_dossiers.statuses_of(connection, center_id, list(unsaid))
            for code, error in unsaid.items():
                if isinstance(error, Permanent):
                    said = (error.said or "").partition(" ")[0]
                    finding = self._finding(code, ours.get(code), Judgement.UNANSWERED, said, None)
                    found += await self._show(connection, finding)
        return found

    async def _hear(
        self, asked: ToAsk, held: Held | None, now: datetime, counts: dict[str, int]
    ) -> None:
        """Settle what the portal holds of one dossier, and what was said of it before."""
        code = asked.dossier_code
        judged, ours = await self._judge(code, held)
        refusal = None
        if judged is Judgement.APPLY and held is not None and held.status is not None:
            refusal = await self._apply(code, held.status)
            counts["applied"] += refusal is None
            judged = judged if refusal is None else Judgement.DOES_NOT_FIT
        if judged is Judgement.UNKNOWN_DOSSIER and held is not None:
            refusal = await register_from_portal(self.tools, self.center, held)
            counts["registered"] += refusal is None
            judged = judged if refusal else Judgement.AGREES
        findings = []
        if judged not in _SETTLED:
            theirs = "" if held is None else held.status_said
            findings.append((judged, theirs, refusal))
        findings += await self._overtaken(code, held, asked.hints)
        shown = [self._finding(code, ours, *each) for each in findings]
        await self._keep(asked, held, now, judged, shown)
        counts["found"] += len(findings)

    async def _judge(self, code: str, held: Held | None) -> tuple[Judgement, PortalStatus | None]:
        tools, center_id = self.tools, self.center.center_id
        await follow_steps(tools.database, tools.clock, self.center, self.entrance.kept)
        async with tools.database.snapshot() as connection:
            ours = (await portal_dossiers.statuses_of(connection, center_id, [code])).get(code)
            known = (await portal_dossiers.known_of(connection, center_id, [code])).get(code)
            untold = (await portal_tellings.untold_of(connection, center_id, [code]))[code]
        if held is None:
            expected = known is not None and known.is_held
            return Judgement.NOT_HELD if expected else Judgement.HEARD, ours
        sides = BothSides(ours, known.status if known else None, untold)
        return judge(sides, held.status), ours

    async def _apply(self, code: str, status: PortalStatus) -> str | None:
        """Take a step that the portal says was taken; return the code of a refusal, if there is."""
        actor, returned_via = portal_viewer(self.center), None
        if status is PortalStatus.RETURNED:
            if await self._goes_back_by_post(code):
                # Papers are where custody says they are; the portal knows nothing of them.
                return "result_on_its_way"
            returned_via = ReturnedVia.COUNTER
        wanted = WantedStep(status, returned_via=returned_via)
        tools = self.tools
        try:
            await advance_dossier(
                tools.database, tools.clock, tools.sealer, actor, code, wanted, None
            )
        except Refusal as refusal:
            return refusal.code()
        return None

    async def _goes_back_by_post(self, code: str) -> bool:
        async with self.tools.database.snapshot() as connection:
            carried = await dossiers.consignments_of(connection, self.center.center_id, code)
        return any(each.leg == "outbound" for each in carried)

    async def _overtaken(
        self, code: str, held: Held | None, hints: Sequence[str]
    ) -> list[tuple[Judgement, str, None]]:
        """Return what was said of a dossier and is no more: people see that it was there."""
        if not hints:
            return []
        async with self.tools.database.snapshot() as connection:
            passed = await portal_dossiers.statuses_passed(connection, self.center.center_id, code)
        numbers = {str(status.value) for status in PortalStatus}
        said = {str(status.value) for status in passed} | {held.status_said if held else ""}
        return [
            (Judgement.OVERTAKEN if each in numbers else Judgement.UNKNOWN_STATUS, each, None)
            for each in dict.fromkeys(hints)
            if each not in said
        ]

    def _finding(
        self,
        code: str,
        ours: PortalStatus | None,
        kind: Judgement,
        theirs: str,
        refusal: str | None,
    ) -> Finding:
        return Finding(uuid4(), code, kind, ours, theirs, refusal, self.tools.clock())

    async def _keep(
        self,
        asked: ToAsk,
        held: Held | None,
        now: datetime,
        judged: Judgement,
        findings: Sequence[Finding],
    ) -> None:
        status, code = None if held is None else held.status, asked.dossier_code
        gone, ask_at = [Judgement.UNANSWERED], None
        if judged is not Judgement.NOT_HELD:
            gone.append(Judgement.NOT_HELD)
        if judged is not Judgement.UNKNOWN_DOSSIER:
            # What nobody here knows is asked for when it moves or somebody says so, not by itself.
            gone.append(Judgement.UNKNOWN_DOSSIER)
            ask_at = None if held is None else self.entrance.ask_at(status, now)
        found = Found(code, held is not None, status, ask_at)
        center_id = self.center.center_id
        async with self.tools.database.transaction() as connection:
            await portal_dossiers.drop_hints(connection, center_id, code, len(asked.hints))
            await portal_dossiers.keep_known(connection, center_id, [found], now)
            await portal_dossiers.close_findings(
                connection, center_id, code, gone, now, (PORTAL_ACTOR, "it is so no more")
            )
            for each in findings:
                await self._show(connection, each)

    async def _show(self, connection: Connection, finding: Finding) -> bool:
        """Keep a finding for people to see, unless it is open already."""
        if not await portal_dossiers.add_finding(connection, self.center.center_id, finding):
            return False
        PORTAL_FINDINGS.labels(finding.kind.value).inc()
        log.warning("portal_finding", kind=finding.kind.value, theirs=finding.theirs)
        return True
