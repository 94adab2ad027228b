"""Keeps the accounts of the agencies, at which money of the post is judged to have gone right.

What was sent on a day gone by stays judged by what held then: an account that holds is ended, and
one that is yet to begin may be named anew or withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from postal_bridge.domain.access import OfficeKind, Viewer
from postal_bridge.domain.agency_account import AccountSpan, AgencyAccount
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.effect import require_free_day
from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from postal_bridge.store import agency_accounts as store
from postal_bridge.store import catalogue
from postal_bridge.store.database import Connection, Database
from postal_bridge.store.periods import closed_through
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.pages import cut

Place = tuple[str, str, date]
#: Before all accounts.
FIRST: Place = ("", "", date.min)


async def list_accounts(
    database: Database, viewer: Viewer, after: Place, limit: int
) -> tuple[Sequence[AgencyAccount], Place | None]:
    """Return a page of accounts by department, and where the next page starts."""
    async with database.snapshot() as connection:
        found = await store.agency_accounts(connection, viewer.center_id, after, limit + 1)
    return cut(found, limit, lambda e: (e.office_code, e.span.account, e.span.valid_from))


@dataclass(frozen=True, slots=True)
class Keeping:
    """One change to the accounts of a centre on its way."""

    asked: Asked

    @property
    def center_id(self) -> int:
        """Whose."""
        return self.asked.viewer.center_id

    async def name(self, account: AgencyAccount) -> Answer:
        """Name an account of a department, or say anew what is yet to begin.

        The first account of a department may begin on any day that no closed period has.

        Raises:
            InvalidInput: the centre has no such department, the account holds already, or days
                gone by would be judged anew.

        """

        async def act(connection: Connection) -> Answer:
            known, today = await self._known(connection, account.office_code), self._today()
            before = next((each for each in known if _is_same(each, account.span)), None)
            if before and before.span.valid_from <= today:
                raise _known_already()
            named = replace(account, span=before.span) if before else account
            _refuse_overlap(named, known)
            has_begun = any(each.span.valid_from <= today for each in known)
            require_free_day(
                account.span.valid_from,
                held_until=today - timedelta(days=1) if has_begun else None,
                closed_through=await closed_through(connection, self.center_id),
            )
            await store.put_account(connection, self.center_id, named)
            await self._note(
                connection,
                ChangeKind.AGENCY_ACCOUNT_CORRECTED if before else ChangeKind.AGENCY_ACCOUNT_NAMED,
                named,
                holder=named.holder,
                treasury="yes" if named.is_treasury else "no",
                source=named.source,
            )
            return Answer(201, document_of(named))

        return await self.asked.once(act)

    async def end(self, office_code: str, span: AccountSpan) -> Answer:
        """Say on which day an account holds for the last time; None takes an end back.

        Raises:
            InvalidInput: there is no such account, or days gone by would be judged anew.

        """

        async def act(connection: Connection) -> Answer:
            account, known = await self._found(connection, office_code, span)
            first, before = max(self._today(), span.valid_from), account.span.valid_to
            if before is not None and before < self._today():
                detail = Said("has ended; it can be named again with a new first day")
                raise InvalidInput(FieldProblem("account", "ended", detail))
            if span.valid_to is not None and span.valid_to < first:
                detail = Said(
                    "days gone by stay as they were judged: may be {first} or later", first=first
                )
                raise InvalidInput(FieldProblem("valid_to", "already_in_force", detail))
            ended = replace(account, span=span)
            _refuse_overlap(ended, known)
            if span.valid_to != before:
                await store.end_account(connection, self.center_id, office_code, span)
                told = {"valid_to": span.valid_to or "", "valid_to_before": before or ""}
                await self._note(connection, ChangeKind.AGENCY_ACCOUNT_ENDED, ended, **told)
            return Answer(200, document_of(ended))

        return await self.asked.once(act)

    async def withdraw(self, office_code: str, span: AccountSpan) -> Answer:
        """Take away an account whose first day is yet to come.

        Raises:
            InvalidInput: there is no such account, or it has begun to hold.

        """

        async def act(connection: Connection) -> Answer:
            account, _ = await self._found(connection, office_code, span)
            if span.valid_from <= self._today():
                detail = Said("has begun already, so it can only be ended")
                raise InvalidInput(FieldProblem("valid_from", "already_in_force", detail))
            await store.drop_account(connection, self.center_id, office_code, span)
            await self._note(connection, ChangeKind.AGENCY_ACCOUNT_WITHDRAWN, account)
            return Answer(200, document_of(account))

        return await self.asked.once(act)

    async def _known(self, connection: Connection, office_code: str) -> list[AgencyAccount]:
        """Return the accounts of a department, which nobody else changes meanwhile."""
        await catalogue.lock_center(connection, self.center_id)
        kinds = await catalogue.office_kinds(connection, self.center_id)
        # The post keeps no account of its own here, and money for a centre goes to its account.
        if kinds.get(office_code) is not OfficeKind.DEPARTMENT:
            detail = Said("there is no department {code}", code=office_code)
            raise InvalidInput(FieldProblem("department", "unknown_office", detail))
        return await store.accounts_of_office(connection, self.center_id, office_code)

    async def _found(
        self, connection: Connection, office_code: str, span: AccountSpan
    ) -> tuple[AgencyAccount, list[AgencyAccount]]:
        """Return an account and all of its department."""
        known = await self._known(connection, office_code)
        for each in known:
            if _is_same(each, span):
                return each, known
        detail = Said("the department has no such account from that day on")
        raise InvalidInput(FieldProblem("account", "unknown_account", detail))

    async def _note(
        self, connection: Connection, what: ChangeKind, account: AgencyAccount, **more: Any
    ) -> None:
        await note_change(
            connection,
            self.center_id,
            self.asked.viewer.login,
            self.asked.clock(),
            what,
            department=account.office_code,
            account=account.span.account,
            valid_from=account.span.valid_from,
            **more,
        )

    def _today(self) -> date:
        return self.asked.clock().astimezone(self.asked.viewer.center.zone).date()


def document_of(account: AgencyAccount) -> dict[str, Any]:
    """Return an account as it goes out."""
    span = account.span
    return {
        "department": account.office_code,
        "account": span.account,
        "holder": account.holder,
        "is_treasury": account.is_treasury,
        "valid_from": span.valid_from.isoformat(),
        "valid_to": span.valid_to.isoformat() if span.valid_to else None,
        "source": account.source,
    }


def _is_same(account: AgencyAccount, span: AccountSpan) -> bool:
    one = account.span
    return (one.account, one.valid_from) == (span.account, span.valid_from)


def _refuse_overlap(account: AgencyAccount, known: list[AgencyAccount]) -> None:
    """Refuse an account that holds on days on which another row says the same."""
    for each in known:
        if not _is_same(each, account.span) and each.span.overlaps(account.span):
            raise _known_already()


def _known_already() -> InvalidInput:
    detail = Said("is an account of the department on these days already")
    return InvalidInput(FieldProblem("account", "known", detail))
