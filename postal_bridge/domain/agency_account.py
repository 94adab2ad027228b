"""Accounts of agencies: to which of them money of an agency may be sent on which day.

An account that holds is ended and not changed, so that what was sent on a day gone by is judged by
what held then.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AccountSpan:
    """An account with its first day, and its last where it has one."""

    account: str
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether money may be sent to it on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: "AccountSpan") -> bool:
        """Tell whether both say of one account that it holds on some day."""
        return (
            self.account == other.account
            and self.valid_from <= (other.valid_to or date.max)
            and other.valid_from <= (self.valid_to or date.max)
        )


@dataclass(frozen=True, slots=True)
class AgencyAccount:
    """An account of a department; `source` is the paper that names it, if that is known."""

    office_code: str
    span: AccountSpan
    holder: str
    is_treasury: bool
    source: str | None
