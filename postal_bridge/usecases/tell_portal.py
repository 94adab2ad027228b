"""Tells the portal of steps of dossiers: each once, in the order of its dossier.

Steps are taken for the time of a lease, told while no connection is held, and noted, each by its
own answer. Where an answer was lost the portal is asked what it holds before it is told again. A
dossier that is refused stops nobody else.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from postal_bridge.domain.access import Center
from postal_bridge.domain.backoff import TELLING
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.portal import Held, Telling, TellingKind, TellingState
from postal_bridge.domain.setup_refusals import SealBroken
from postal_bridge.ports import OutsideError, Permanent, Portal, Retryable, Trouble
from postal_bridge.store import portal_accounts, portal_dossiers, portal_tellings
from postal_bridge.store.portal_dossiers import Found, Known
from postal_bridge.store.portal_tellings import NotSent, TakenTelling
from postal_bridge.telemetry import PORTAL_TELLINGS
from postal_bridge.usecases.follow_steps import follow_steps
from postal_bridge.usecases.portal_account import (
    QUESTIONS,
    UNREADABLE_MOST,
    Entrance,
    PortalTools,
    ask_held,
    note_health,
)
from postal_bridge.usecases.word_tellings import ReadFacts, read_facts

#: Much longer than a run is at it: see `TELLS_FOR`, and the deadline of the job.
LEASE = timedelta(minutes=5)
#: Nothing more is begun in a run after this, so that what was said is noted, and the portal heard
#: as well, before the run has to end. However slow the portal, each run gets somewhere.
TELLS_FOR = timedelta(seconds=45)
#: So many steps are told in one call.
BATCH = 20
#: A run ends after so many batches; the next run goes on.
BATCHES_IN_A_RUN = 50
#: More than a batch in a minute is no trouble to anybody.
_NO_LIMIT = BATCH * 10_000

log = structlog.get_logger("postal_bridge.portal")


@dataclass
class _Batch:
    """What is taken together, and what became of each; after `until` it is given back."""

    taken: Sequence[TakenTelling]
    facts: ReadFacts
    known: dict[str, Known]
    until: datetime
    news: list[Held] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    sent: list[TakenTelling] = field(default_factory=list)
    failed: list[NotSent] = field(default_factory=list)
    given_back: list[NotSent] = field(default_factory=list)
    down: Retryable | None = None
    unreadable: int = 0

    def holds(self, telling: TakenTelling) -> bool:
        """Tell whether the portal is known to hold the dossier of a telling."""
        known = self.known.get(telling.dossier_code)
        return known is not None and known.is_held

    @property
    def left(self) -> list[TakenTelling]:
        """Those of which nothing is settled yet."""
        settled = {each.step_id for each in self.sent} | {
            each.telling.step_id for each in (*self.failed, *self.given_back)
        }
        return [each for each in self.taken if each.step_id not in settled]


@dataclass(frozen=True, slots=True)
class PortalTeller:
    """Tells one centre's steps by its way into the portal."""

    tools: PortalTools
    center: Center
    entrance: Entrance

    async def tell_due(self, portal: Portal) -> dict[str, int]:
        """Note what is to be told and tell what is due; return counts of it."""
        tools = self.tools
        counts = {"told": 0, "refused": 0}
        await follow_steps(tools.database, tools.clock, self.center, self.entrance.kept)
        until = tools.clock() + TELLS_FOR
        for _ in range(BATCHES_IN_A_RUN):
            batch = await self._take(until)
            if batch is None:
                break
            await self._ask_first(portal, batch)
            await self._tell(portal, batch)
            await self._settle(batch)
            counts["told"] += len(batch.sent)
            counts["refused"] += sum(each.state is TellingState.REFUSED for each in batch.failed)
            if batch.down or self._is_over(batch):
                break
        return counts

    def _is_over(self, batch: _Batch) -> bool:
        return self.tools.clock() >= batch.until

    async def _take(self, until: datetime) -> _Batch | None:
        now, center_id = self.tools.clock(), self.center.center_id
        async with self.tools.database.transaction() as connection:
            state = await portal_accounts.lock_state(connection, center_id)
            most = state.circuit.allowance(now, _NO_LIMIT, BATCH)
            if not most:
                return None
            taken = await portal_tellings.take_tellings(
                connection, center_id, now, now + LEASE, most
            )
            if not taken:
                return None
            facts = await read_facts(connection, self.center, taken)
            codes = [each.dossier_code for each in taken]
            known = await portal_dossiers.known_of(connection, center_id, codes)
        return _Batch(taken, facts, known, until)

    async def _ask_first(self, portal: Portal, batch: _Batch) -> None:
        """Ask what the portal holds of dossiers that it may hold, or may have been told of."""
        asking = [each for each in batch.taken if each.in_doubt or not batch.holds(each)]
        for start in range(0, len(asking), QUESTIONS):
            if batch.down:
                return
            if self._is_over(batch):
                self._give_back(batch, asking[start:], self.tools.clock())
                return
            some = asking[start : start + QUESTIONS]
            answers = await asyncio.gather(*(ask_held(portal, each.dossier_code) for each in some))
            for telling, answer in zip(some, answers, strict=True):
                self._hear(batch, telling, answer)

    def _hear(
        self, batch: _Batch, telling: TakenTelling, answer: Held | OutsideError | None
    ) -> None:
        if isinstance(answer, OutsideError):
            self._fail(batch, telling, answer, in_doubt=telling.in_doubt)
            return
        now, code = self.tools.clock(), telling.dossier_code
        status = None if answer is None else answer.status
        if answer is not None and _is_news(batch.known.get(code), telling, status):
            # Told over it, it would be gone before anybody heard of it.
            batch.news.append(answer)
            self._give_back(batch, [telling], now + TELLING.first)
            return
        ask_at = None if answer is None else self.entrance.ask_at(status, now)
        batch.found.append(Found(code, answer is not None, status, ask_at))
        batch.known[code] = Known(answer is not None, status, now)
        if telling.in_doubt and status is telling.status:
            batch.sent.append(telling)

    async def _tell(self, portal: Portal, batch: _Batch) -> None:
        words: dict[TellingKind, list[tuple[TakenTelling, Telling]]] = {}
        for taken in () if batch.down else batch.left:
            if said := self._word(batch, taken):
                words.setdefault(said.kind, []).append((taken, said))
        for kind, some in words.items():
            # What was asked about is told however late it is, or a slow portal is only asked.
            if batch.down:
                break
            await self._tell_together(portal, batch, kind, some)
        if batch.down:
            for taken in batch.left:
                self._fail(batch, taken, batch.down, in_doubt=taken.in_doubt)
        self._give_back(batch, batch.left, self.tools.clock())

    def _word(self, batch: _Batch, taken: TakenTelling) -> Telling | None:
        """Return what is told of a step, None when it cannot be said; others go all the same."""
        try:
            return batch.facts.word(
                self.tools.sealer, self.center, taken.step_id, is_held=batch.holds(taken)
            )
        except SealBroken as refusal:
            now = self.tools.clock()
            batch.failed.append(
                NotSent(
                    taken,
                    TellingState.REFUSED,
                    taken.failures + 1,
                    now,
                    taken.in_doubt,
                    refusal.code(),
                    None,
                )
            )
            return None

    def _give_back(self, batch: _Batch, some: Sequence[TakenTelling], again: datetime) -> None:
        """Leave some for a later run, with which nothing went wrong."""
        for taken in some:
            waits = TellingState.WAITING
            batch.given_back.append(
                NotSent(taken, waits, taken.failures, again, taken.in_doubt, None, None)
            )

    async def _tell_together(
        self,
        portal: Portal,
        batch: _Batch,
        kind: TellingKind,
        some: Sequence[tuple[TakenTelling, Telling]],
    ) -> None:
        try:
            verdicts = await portal.tell(kind, [said for _, said in some])
        except Permanent as error:
            if len(some) > 1:
                await self._tell_one_by_one(portal, batch, kind, some)
            else:
                self._fail(batch, some[0][0], error, in_doubt=False)
            return
        except Retryable as error:
            # A portal that lets nobody in has taken nothing.
            doubt = error.trouble is not Trouble.NOT_LET_IN
            for taken, _ in some:
                self._fail(batch, taken, error, in_doubt=doubt or taken.in_doubt)
            return
        for taken, _ in some:
            verdict = verdicts.get(taken.step_id)
            if verdict is None:
                self._fail(batch, taken, Retryable(Trouble.UNREADABLE), in_doubt=True)
            elif verdict.taken:
                batch.sent.append(taken)
            else:
                refused = Permanent(Trouble.REFUSED, verdict.said)
                self._fail(batch, taken, refused, in_doubt=False)

    async def _tell_one_by_one(
        self,
        portal: Portal,
        batch: _Batch,
        kind: TellingKind,
        some: Sequence[tuple[TakenTelling, Telling]],
    ) -> None:
        """Find out which of several is not taken; what was taken with them is not told again."""
        for place, (taken, said) in enumerate(some):
            if batch.down or (place and self._is_over(batch)):
                break
            answer = await ask_held(portal, taken.dossier_code)
            if isinstance(answer, OutsideError):
                self._fail(batch, taken, answer, in_doubt=True)
            elif answer is not None and answer.status is taken.status:
                batch.sent.append(taken)
            else:
                await self._tell_together(portal, batch, kind, [(taken, said)])

    def _fail(
        self, batch: _Batch, telling: TakenTelling, error: OutsideError, *, in_doubt: bool
    ) -> None:
        """Note why one was not taken, and whether that tells of the portal as a whole."""
        now, state = self.tools.clock(), TellingState.REFUSED
        again = now
        if isinstance(error, Retryable):
            state = TellingState.WAITING
            # One answer that nobody understands may be about one dossier; more are about no one's.
            passed_over = error.trouble is Trouble.UNREADABLE
            batch.unreadable += passed_over
            if not passed_over or batch.unreadable >= UNREADABLE_MOST:
                batch.down = error
            # What was passed over is asked for at once, and after that as whatever failed.
            if not passed_over or telling.failures:
                again = now + TELLING.pause_apart(telling.failures + 1, telling.step_id.hex)
        failures = telling.failures + 1
        batch.failed.append(
            NotSent(telling, state, failures, again, in_doubt, error.trouble.value, error.said)
        )

    async def _settle(self, batch: _Batch) -> None:
        now, center_id = self.tools.clock(), self.center.center_id
        told = [
            Found(each.dossier_code, True, each.status, self.entrance.ask_at(each.status, now))
            for each in batch.sent
        ]
        async with self.tools.database.transaction() as connection:
            # First of all, as everybody does, so that nobody waits for another in a ring.
            await portal_accounts.lock_state(connection, center_id)
            await portal_dossiers.keep_known(connection, center_id, batch.found, now)
            await portal_tellings.note_sent(connection, center_id, now, batch.sent)
            await portal_dossiers.keep_told(connection, center_id, told)
            left = [*batch.failed, *batch.given_back]
            await portal_tellings.note_not_sent(connection, center_id, left)
            for held in batch.news:
                await portal_dossiers.hint(
                    connection, center_id, held.dossier_code, now, held.status_said
                )
            await note_health(connection, self.center, now, batch.down)
        _count(batch)


def _is_news(known: Known | None, telling: TakenTelling, status: PortalStatus | None) -> bool:
    """Tell whether the portal holds what it neither held when we last knew nor was told."""
    if known is None or not known.is_held:
        return False
    return status not in (known.status, telling.status)


def _count(batch: _Batch) -> None:
    PORTAL_TELLINGS.labels("taken").inc(len(batch.sent))
    for each in batch.failed:
        refused = each.state is TellingState.REFUSED
        PORTAL_TELLINGS.labels("refused" if refused else "later").inc()
        if refused:
            # Of their words the code alone: the rest may quote people.
            log.warning("portal_refused", code=(each.said or "").partition(" ")[0])
