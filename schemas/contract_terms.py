"""What administrators state of contracts: accounts of agencies, and when the post sends on.

Forms are read in the same shapes as calls.
"""

from datetime import date, time
from typing import Annotated

from pydantic import Field

from postal_bridge.domain.agency_account import AccountSpan, AgencyAccount
from postal_bridge.domain.remittance import Cycle, RemittanceTerms
from schemas.catalogue_file import Hour, OfficeCode
from schemas.cells import FIRST_YEAR, LAST_YEAR
from schemas.shape import READABLE, Shape

WORKING_DAYS_MAX = 60

_Account = Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,34}$", examples=["3713000001"])]
_Words = Annotated[str, Field(min_length=1, max_length=200, pattern=READABLE)]
_Day = Annotated[date, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]
_WorkingDays = Annotated[int, Field(ge=0, le=WORKING_DAYS_MAX)]


class AgencyAccountShape(Shape):
    """An account of a department with the days on which money may be sent to it."""

    department: str
    """The department."""

    account: str
    """The number of the account."""

    holder: str
    """In whose name it is."""

    is_treasury: bool
    """Whether it is at the State Treasury."""

    valid_from: date
    """The first day."""

    valid_to: date | None
    """The last day; null as long as none is set."""

    source: str | None
    """The paper that names it."""


class NewAgencyAccount(Shape):
    """An account of a department as it is named."""

    department: OfficeCode
    """The department."""

    account: _Account
    """The number of the account."""

    holder: _Words
    """In whose name it is."""

    is_treasury: bool = False
    """Whether it is at the State Treasury."""

    valid_from: _Day
    """The first day on which money may be sent to it."""

    source: _Words
    """The paper that names it."""

    def stated(self) -> AgencyAccount:
        """Return the account this states."""
        span = AccountSpan(self.account, self.valid_from)
        return AgencyAccount(self.department, span, self.holder, self.is_treasury, self.source)


class WhichAgencyAccount(Shape):
    """One of the accounts of a department."""

    department: OfficeCode
    """The department."""

    account: _Account
    """The number of the account."""

    valid_from: _Day
    """The first day, by which it is told from the same account named at another time."""

    def span(self) -> AccountSpan:
        """Return which one it is."""
        return AccountSpan(self.account, self.valid_from)


class AgencyAccountEnd(WhichAgencyAccount):
    """An account of a department and its last day."""

    valid_to: _Day | None = None
    """The last day; left out, an end that was set is taken back."""

    def span(self) -> AccountSpan:
        """Return which one it is, with its last day."""
        return AccountSpan(self.account, self.valid_from, self.valid_to)


class RemittanceCycleShape(Shape):
    """By when the post sends on the money of a span, from a day on."""

    cycle: Cycle
    """The span whose money is sent together."""

    working_days: int
    """How many working days after the end of the span it is due."""

    cutoff: str | None
    """The hour after which money counts for the next day; null where there is none."""

    valid_from: date
    """The first day."""

    source: str | None
    """The contract; null for the rule that holds until a centre has agreed on its own."""


class NewRemittanceCycle(Shape):
    """What was agreed with the post."""

    cycle: Cycle
    """The span whose money is sent together."""

    working_days: _WorkingDays
    """How many working days after the end of the span it is due."""

    cutoff: Hour | None = None
    """The hour after which money counts for the next day; left out where there is none."""

    valid_from: _Day
    """The first day."""

    source: _Words
    """The contract."""

    def stated(self) -> RemittanceTerms:
        """Return the agreement this states."""
        return RemittanceTerms(
            cycle=self.cycle,
            working_days=self.working_days,
            valid_from=self.valid_from,
            cutoff=time.fromisoformat(self.cutoff) if self.cutoff else None,
            source=self.source,
        )
