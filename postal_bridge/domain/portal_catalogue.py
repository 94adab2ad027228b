"""Where the catalogue of a centre and the list of the national portal differ."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from postal_bridge.domain.portal import PortalProcedure


class Difference(StrEnum):
    """How a procedure differs on both sides."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    OTHER_NAME = "other_name"
    OTHER_TERM = "other_term"


@dataclass(frozen=True, slots=True)
class OurProcedure:
    """A procedure of the centre; `term_days` is None where its term is not in days."""

    code: str
    name: str
    term_days: int | None


@dataclass(frozen=True, slots=True)
class Differing:
    """A procedure that differs; one of both sides may have none."""

    kind: Difference
    ours: OurProcedure | None
    theirs: PortalProcedure | None

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands in the list of all: the kind, and our code or else theirs."""
        code = self.ours.code if self.ours else self.theirs.code if self.theirs else ""
        return self.kind.value, code


def compare(ours: Sequence[OurProcedure], theirs: Sequence[PortalProcedure]) -> list[Differing]:
    """Return the differences, in the order of their places.

    Ours is theirs by the same code, or by the national one before an agency's own. Names differ
    that are not the same letter for letter, but for capitals and blanks; terms are compared where
    both sides tell one in days.
    """
    listed = {each.code: each for each in theirs}
    found, known = list[Differing](), set[str]()
    for each in ours:
        code = national_code(each.code, listed)
        if code is None:
            found.append(Differing(Difference.MISSING_THERE, each, None))
            continue
        known.add(code)
        other = listed[code]
        if _plain(each.name) != _plain(other.name):
            found.append(Differing(Difference.OTHER_NAME, each, other))
        if None not in (each.term_days, other.term_days) and each.term_days != other.term_days:
            found.append(Differing(Difference.OTHER_TERM, each, other))
    found += [
        Differing(Difference.MISSING_HERE, None, each) for each in theirs if each.code not in known
    ]
    return sorted(found, key=lambda each: each.place)


def national_code(code: str, listed: Collection[str]) -> str | None:
    """Return the listed code that a code of ours is or begins with, the longest of them."""
    while code not in listed:
        code, dot, _ = code.rpartition(".")
        if not dot:
            return None
    return code


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
