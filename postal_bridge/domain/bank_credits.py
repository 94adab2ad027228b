"""Judges which credit of a bank is which batch of the post: rounds by priority, and proposals.

What belongs together is looked for as a whole: batches and credits that name one another, straight
or through others, make one group when both sides come to the same, and none at all otherwise. So
nobody has to choose between two that are alike, and the order of rows says nothing. What only
looks alike is proposed to people.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise
from uuid import UUID

from postal_bridge.domain.calendar import Calendar
from postal_bridge.domain.credit_refusals import CreditsOnSeveralAccounts, CreditSumsDiffer

#: The rule of a group that a person put together.
BY_HAND = "by_hand"
#: A shorter name of a batch is found in too many texts by accident.
NAME_MIN = 6
#: The day of a credit that names nothing lies so many working days after its batch, at most.
WINDOW_WORKING_DAYS = 5
#: Of more proposals for one credit nobody would look at the rest.
PROPOSALS_MAX = 5
#: As many rows of either side a person can still check by eye.
CHOSEN_MAX = 50
#: Notes of transfers are short; words beyond these are no name of a batch.
WORDS_MAX = 200

_WORD = re.compile(r"[0-9A-Z]+")


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of the post that no credit has come for; the amount is that of its lines."""

    remittance_id: UUID
    name: str
    account: str | None
    amount_dong: int
    sent_on: date


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit that is not explained; `references` are those that stand in fields of their own."""

    line_id: int
    account: str | None
    amount_dong: int
    booked_on: date
    references: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Batches and credits that belong together, and the rule that found them."""

    rule: str
    batches: tuple[Batch, ...]
    credits: tuple[Credit, ...]

    @property
    def remitted_dong(self) -> int:
        """Return what the batches come to."""
        return sum(batch.amount_dong for batch in self.batches)

    @property
    def credited_dong(self) -> int:
        """Return what the credits come to."""
        return sum(credit.amount_dong for credit in self.credits)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A batch and a credit that may belong together; the score is out of a hundred."""

    rule: str
    score: int
    batch: Batch
    credit: Credit


@dataclass(frozen=True, slots=True)
class CreditRows:
    """Credits and batches by identity that a person says belong together, or do not."""

    line_ids: Sequence[int]
    remittance_ids: Sequence[UUID]


Pair = tuple[Batch, Credit]
#: Pairs of a batch and a credit, by identity, of which a person said that they are not together.
TurnedDown = frozenset[tuple[UUID, int]]


def match_credits(
    batches: Iterable[Batch],
    found: Iterable[Credit],
    calendar: Calendar,
    turned_down: TurnedDown = frozenset(),
) -> tuple[list[Group], list[Proposal]]:
    """Return what belongs together and what may; each row is in one group at most.

    Pairs that a person turned down say nothing, neither for a group nor for a proposal.
    """
    open_batches = {each.remittance_id: each for each in batches if each.amount_dong > 0}
    open_credits = {each.line_id: each for each in found if each.amount_dong > 0}
    exact, spelt = (
        [pair for pair in pairs if not _is_in(turned_down, *pair)]
        for pairs in (
            _named_exactly(open_batches.values(), open_credits.values()),
            _named_in_text(open_batches.values(), open_credits.values()),
        )
    )
    named = sorted({*exact, *spelt}, key=_order_of_pair)
    groups: list[Group] = []
    for rule, pairs, fits in (
        ("reference", exact, _same_amount),
        ("text", named, _same_amount),
        ("sum", named, _any_amount),
    ):
        still_open = [
            (batch, credit)
            for batch, credit in pairs
            if batch.remittance_id in open_batches
            and credit.line_id in open_credits
            and fits(batch, credit)
            and _on_one_account(batch.account, credit.account)
        ]
        for group in _groups(rule, still_open):
            groups.append(group)
            for batch in group.batches:
                del open_batches[batch.remittance_id]
            for credit in group.credits:
                del open_credits[credit.line_id]
    left = [each for each in named if each[0].remittance_id in open_batches]
    left = [each for each in left if each[1].line_id in open_credits]
    alike = _by_account_and_amount(open_batches.values())
    return groups, _proposals(alike, open_credits.values(), left, calendar, turned_down)


def group_by_hand(batches: Iterable[Batch], found: Iterable[Credit]) -> Group:
    """Return the group of what a person puts together, at least one row on either side.

    Raises:
        CreditsOnSeveralAccounts: the credits did not come to one account.
        CreditSumsDiffer: the sides do not come to the same.

    """
    group = _group(BY_HAND, batches, found)
    if len({credit.account for credit in group.credits}) != 1:
        raise CreditsOnSeveralAccounts
    if group.remitted_dong != group.credited_dong:
        raise CreditSumsDiffer(remitted_dong=group.remitted_dong, credited_dong=group.credited_dong)
    return group


def _is_in(turned_down: TurnedDown, batch: Batch, credit: Credit) -> bool:
    return (batch.remittance_id, credit.line_id) in turned_down


def _named_exactly(batches: Iterable[Batch], found: Iterable[Credit]) -> Iterator[Pair]:
    by_name: dict[str, list[Batch]] = defaultdict(list)
    for batch in batches:
        if batch.name:
            by_name[batch.name].append(batch)
    for credit in found:
        for reference in credit.references:
            yield from ((batch, credit) for batch in by_name.get(reference, ()))


def _named_in_text(batches: Iterable[Batch], found: Iterable[Credit]) -> Iterator[Pair]:
    """Yield pairs of a credit and a batch whose name stands in its words, however it is parted."""
    by_name: dict[str, list[Batch]] = defaultdict(list)
    for batch in batches:
        folded = "".join(_words(batch.name))
        if len(folded) >= NAME_MIN:
            by_name[folded].append(batch)
    longest = max(map(len, by_name), default=0)
    for credit in found:
        names = {
            name
            for text in (credit.text, *credit.references)
            for name in _names_in(text, longest)
            if name in by_name
        }
        for name in names:
            yield from ((batch, credit) for batch in by_name[name])


def _words(text: str) -> list[str]:
    return _WORD.findall(text.upper())[:WORDS_MAX]


def _names_in(text: str, longest: int) -> Iterator[str]:
    """Yield whatever whole words that follow one another spell, up to a length."""
    words = _words(text)
    for first in range(len(words)):
        name = ""
        for word in words[first:]:
            name += word
            if len(name) > longest:
                break
            yield name


def _same_amount(batch: Batch, credit: Credit) -> bool:
    return batch.amount_dong == credit.amount_dong


def _any_amount(_batch: Batch, _credit: Credit) -> bool:
    return True


def _on_one_account(one: str | None, other: str | None) -> bool:
    """Tell whether nothing says that two accounts are different ones."""
    return not one or not other or _words(one) == _words(other)


def _groups(rule: str, pairs: Sequence[Pair]) -> Iterator[Group]:
    """Yield what hangs together, where both sides of it come to the same on one account."""
    for batches, found in _hanging_together(pairs):
        group = _group(rule, batches, found)
        accounts = {credit.account for credit in found}
        if group.remitted_dong == group.credited_dong and len(accounts) == 1:
            yield group


def _group(rule: str, batches: Iterable[Batch], found: Iterable[Credit]) -> Group:
    return Group(
        rule,
        tuple(sorted(batches, key=_order_of_batch)),
        tuple(sorted(found, key=_order_of_credit)),
    )


def _hanging_together(pairs: Sequence[Pair]) -> Iterator[tuple[set[Batch], set[Credit]]]:
    of_batch: dict[Batch, set[Credit]] = defaultdict(set)
    of_credit: dict[Credit, set[Batch]] = defaultdict(set)
    for batch, credit in pairs:
        of_batch[batch].add(credit)
        of_credit[credit].add(batch)
    seen: set[Batch] = set()
    for start in sorted(of_batch, key=_order_of_batch):
        if start in seen:
            continue
        batches, found, fresh = {start}, set[Credit](), {start}
        while fresh:
            reached = set(chain.from_iterable(of_batch[batch] for batch in fresh)) - found
            found |= reached
            fresh = set(chain.from_iterable(of_credit[credit] for credit in reached)) - batches
            batches |= fresh
        seen |= batches
        yield batches, found


def _by_account_and_amount(batches: Iterable[Batch]) -> Mapping[tuple[str, int], list[Batch]]:
    alike: Mapping[tuple[str, int], list[Batch]] = defaultdict(list)
    for batch in batches:
        if batch.account:
            alike["".join(_words(batch.account)), batch.amount_dong].append(batch)
    return alike


def _proposals(
    alike: Mapping[tuple[str, int], list[Batch]],
    found: Iterable[Credit],
    named: Sequence[Pair],
    calendar: Calendar,
    turned_down: TurnedDown,
) -> list[Proposal]:
    proposed: dict[Credit, list[Proposal]] = defaultdict(list)
    for batch, credit in named:
        rule, score = ("alike", 80) if _same_amount(batch, credit) else ("named", 60)
        if not _on_one_account(batch.account, credit.account):
            rule, score = "other_account", 40
        proposed[credit].append(Proposal(rule, score, batch, credit))
    for credit in found:
        if credit in proposed or not credit.account:
            continue
        place = "".join(_words(credit.account)), credit.amount_dong
        fitting = [each for each in alike.get(place, ()) if not _is_in(turned_down, each, credit)]
        for batch in fitting:
            days = calendar.working_days_between(batch.sent_on, credit.booked_on)
            if batch.sent_on <= credit.booked_on and days <= WINDOW_WORKING_DAYS:
                score = 50 if len(fitting) == 1 else 30
                proposed[credit].append(Proposal("amount", score, batch, credit))
    return [
        proposal
        for credit in sorted(proposed, key=_order_of_credit)
        for proposal in sorted(
            proposed[credit], key=lambda each: (-each.score, _order_of_batch(each.batch))
        )[:PROPOSALS_MAX]
    ]


def _order_of_batch(batch: Batch) -> tuple[date, str, UUID]:
    return batch.sent_on, batch.name, batch.remittance_id


def _order_of_credit(credit: Credit) -> tuple[date, int]:
    return credit.booked_on, credit.line_id


def _order_of_pair(pair: Pair) -> tuple[object, ...]:
    return *_order_of_batch(pair[0]), *_order_of_credit(pair[1])


class CreditsDoNotHold(Exception):  # noqa: N818 - named for what it found
    """Groups contradict one another, so the run that made them is given up."""

    def __init__(self, contradictions: Sequence[str]) -> None:
        self.contradictions = tuple(contradictions)
        super().__init__("; ".join(contradictions))


def require_proof(groups: Sequence[Group]) -> None:
    """Refuse groups whose sides differ, or in which a row stands twice.

    Raises:
        CreditsDoNotHold: naming what is wrong.

    """
    wrong = [
        f"a group of {group.rule} remits {group.remitted_dong} and credits {group.credited_dong}"
        for group in groups
        if group.remitted_dong != group.credited_dong
    ]
    rows: tuple[Callable[[Group], Iterable[object]], ...] = (
        lambda group: (batch.remittance_id for batch in group.batches),
        lambda group: (credit.line_id for credit in group.credits),
    )
    for rows_of in rows:
        ids = sorted(str(row) for group in groups for row in rows_of(group))
        wrong += [f"{one} is in two groups" for one, other in pairwise(ids) if one == other]
    if wrong:
        raise CreditsDoNotHold(wrong)
