"""Keeps by when the post sends money on, as a centre's contract with it says.

Each agreement holds until the next begins. Money of days gone by stays judged by what held then;
an agreement that is yet to begin may be stated anew or withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from postal_bridge.domain.access import Viewer
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.effect import require_free_day
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.remittance import RemittanceTerms
from postal_bridge.domain.said import Said
from postal_bridge.store import catalogue
from postal_bridge.store import remittances as store
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.periods import closed_through
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.pages import cut


async def list_cycles(
    database: Database, viewer: Viewer, before: date, limit: int
) -> tuple[Sequence[RemittanceTerms], date | None]:
    """Return a page of what was agreed, the newest first, and where the next page starts.

    The last are the rules of the installation, which hold until a centre's first agreement.
    """
    async with database.snapshot() as connection:
        terms = await store.load_terms(connection, viewer.center_id)
    found = [each for each in terms if each.valid_from < before]
    return cut(found, limit, lambda each: each.valid_from)


@dataclass(frozen=True, slots=True)
class Agreeing:
    """One change to what a centre has agreed with the post on its way."""

    asked: Asked

    @property
    def center_id(self) -> int:
        """Whose."""
        return self.asked.viewer.center_id

    async def agree(self, terms: RemittanceTerms) -> Answer:
        """Keep an agreement from a day on, or state one anew that is yet to begin.

        The first of a centre may begin on any day that no closed period has.

        Raises:
            InvalidInput: days gone by would be judged anew.

        """

        async def act(connection: Connection) -> Answer:
            own, today = await self._own(connection), self._today()
            begun = [each.valid_from for each in own if each.valid_from <= today]
            require_free_day(
                terms.valid_from,
                # What began today has judged today already.
                held_until=max(*begun, today - timedelta(days=1)) if begun else None,
                closed_through=await closed_through(connection, self.center_id),
            )
            is_known = any(each.valid_from == terms.valid_from for each in own)
            await store.put_terms(connection, self.center_id, terms)
            what = ChangeKind.REMITTANCE_CYCLE_AGREED
            if is_known:
                what = ChangeKind.REMITTANCE_CYCLE_CORRECTED
            await self._note(connection, what, terms)
            return Answer(201, document_of(terms))

        return await self.asked.once(act)

    async def withdraw(self, valid_from: date) -> Answer:
        """Take away an agreement whose first day is yet to come.

        Raises:
            InvalidInput: there is none from that day on, or it has begun to hold.

        """

        async def act(connection: Connection) -> Answer:
            own = await self._own(connection)
            terms = next((each for each in own if each.valid_from == valid_from), None)
            if terms is None:
                detail = Said("nothing was agreed from that day on")
                raise InvalidInput(FieldProblem("valid_from", "unknown_cycle", detail))
            if valid_from <= self._today():
                detail = Said("has begun already, so only another can follow it")
                raise InvalidInput(FieldProblem("valid_from", "already_in_force", detail))
            await store.drop_terms(connection, self.center_id, valid_from)
            await self._note(connection, ChangeKind.REMITTANCE_CYCLE_WITHDRAWN, terms)
            return Answer(200, document_of(terms))

        return await self.asked.once(act)

    async def _own(self, connection: Connection) -> Sequence[RemittanceTerms]:
        """Return the centre's own agreements, which nobody else changes meanwhile."""
        await catalogue.lock_center(connection, self.center_id)
        terms = await store.load_terms(connection, self.center_id)
        return [each for each in terms if each.source is not None]

    async def _note(self, connection: Connection, what: ChangeKind, terms: RemittanceTerms) -> None:
        await note_change(
            connection,
            self.center_id,
            self.asked.viewer.login,
            self.asked.clock(),
            what,
            cycle=terms.cycle,
            term_days=terms.working_days,
            cutoff=terms.cutoff.isoformat("minutes") if terms.cutoff else None,
            valid_from=terms.valid_from,
            source=terms.source,
        )

    def _today(self) -> date:
        return self.asked.clock().astimezone(self.asked.viewer.center.zone).date()


def document_of(terms: RemittanceTerms) -> dict[str, Any]:
    """Return an agreement, or a rule of the installation, as it goes out."""
    return {
        "cycle": terms.cycle.value,
        "working_days": terms.working_days,
        "cutoff": terms.cutoff.isoformat("minutes") if terms.cutoff else None,
        "valid_from": terms.valid_from.isoformat(),
        "source": terms.source,
    }
