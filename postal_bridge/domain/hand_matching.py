"""What comes of matching lines and collections by hand, by the classes that runs know.

A person chooses which rows belong together; what the pair is (short, late, sent to a wrong account)
is judged as ever, so that a choice hides nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from postal_bridge.domain.agency_account import AccountSpan
from postal_bridge.domain.difference_refusals import SumsDiffer
from postal_bridge.domain.reconciliation import Collected, Line, LineClass, class_of

#: The classes that lines or collections added up may be in, the gravest first.
_GRAVITY = (
    LineClass.WRONG_BENEFICIARY,
    LineClass.KIND_MISMATCH,
    LineClass.LATE,
    LineClass.MATCHED,
)


@dataclass(frozen=True, slots=True)
class HandMatch:
    """What a line, or its `share`, is of a collection, or of its `part`."""

    line_id: int
    share: int
    part: int
    line_class: LineClass
    collection_id: UUID
    covered_dong: int


def match_by_hand(
    lines: Sequence[Line], collections: Sequence[Collected], accounts: Collection[AccountSpan]
) -> list[HandMatch]:
    """Match lines with collections, of which there is one on either side at least.

    Raises:
        SumsDiffer: several rows are taken together and do not make up the other side.

    """
    if len(lines) == len(collections) == 1:
        return [_pair(lines[0], collections[0], accounts)]
    lines_dong = sum(line.amount_dong for line in lines)
    collected_dong = sum(each.amount_dong for each in collections)
    if lines_dong != collected_dong:
        raise SumsDiffer(lines_dong=lines_dong, collected_dong=collected_dong)
    pairs = [(line, collected) for line in lines for collected in collections]
    classes = [class_of(line, collected, accounts, summed=True) for line, collected in pairs]
    several_lines = len(lines) > 1
    return [
        HandMatch(
            line_id=line.line_id,
            share=0 if several_lines else number,
            part=number if several_lines else 0,
            line_class=classes[number] if several_lines else _gravest(classes),
            collection_id=collected.collection_id,
            covered_dong=line.amount_dong if several_lines else collected.amount_dong,
        )
        for number, (line, collected) in enumerate(pairs)
    ]


def _pair(line: Line, collected: Collected, accounts: Collection[AccountSpan]) -> HandMatch:
    return HandMatch(
        line_id=line.line_id,
        share=0,
        part=0,
        line_class=class_of(line, collected, accounts, summed=False),
        collection_id=collected.collection_id,
        covered_dong=min(line.amount_dong, collected.amount_dong),
    )


def _gravest(classes: Collection[LineClass]) -> LineClass:
    """Return the class of a line whose shares would be in these: a line is in one class."""
    return next(each for each in _GRAVITY if each in classes)
