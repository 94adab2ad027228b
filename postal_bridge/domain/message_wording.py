"""Words messages: fills the gaps of a wording, and finds what is wrong with one.

`{name}` is a gap. What stands in square brackets is left out where a fact in it is missing. Days
and amounts are written as the language writes them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from postal_bridge.domain.message import SUBJECTS, Facts, Language, MessageKind
from postal_bridge.domain.refusals import FieldProblem
from postal_bridge.domain.said import Said

SUBJECT_MAX, BODY_MAX, SHORT_MAX = 150, 4000, 600
#: Citizens opt out and read on here; without it they could not.
LINK = "link"

_GAP = re.compile(r"\{([a-z_]+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class Wording:
    """How a kind of message is worded in one language.

    `subject` and `body` are for e-mails, `short` is for SMS. `zalo_template` is the number of the
    template that Zalo approved, `zalo_facts` are what it asks for; without it nothing goes by Zalo.
    """

    subject: str
    body: str
    short: str
    zalo_template: str | None = None
    zalo_facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Worded:
    """A message in words, before it is fitted to a channel."""

    subject: str = field(repr=False)
    body: str = field(repr=False)
    short: str = field(repr=False)
    data: Mapping[str, str] = field(repr=False)


def word(wording: Wording, facts: Facts, language: Language) -> Worded:
    """Fill the gaps of a wording with facts."""
    said = {name: _said(name, fact, language) for name, fact in facts.items()}
    return Worded(
        subject=" ".join(fill(wording.subject, said).split()),
        body=fill(wording.body, said),
        short=" ".join(fill(wording.short, said).split()),
        data=said,
    )


def fill(text: str, said: Mapping[str, str]) -> str:
    """Fill the gaps of a text; what has no fact is empty, and takes its brackets along."""

    def optional(part: re.Match[str]) -> str:
        return part[1] if all(said.get(gap) for gap in _GAP.findall(part[1])) else ""

    return _GAP.sub(lambda gap: said.get(gap[1], ""), _OPTIONAL.sub(optional, text))


def problems_of(kind: MessageKind, wording: Wording) -> list[FieldProblem]:
    """Return what is wrong with a wording for a kind of message."""
    about, problems = SUBJECTS[kind], []
    for name, text in (
        ("subject", wording.subject),
        ("body", wording.body),
        ("short", wording.short),
    ):
        problems += _stray(name, text, about.facts)
        has_link = LINK in _GAP.findall(_OPTIONAL.sub("", text))
        if about.for_citizens and name != "subject" and not has_link:
            detail = Said("must have {gap} in it, by which citizens opt out", gap="{link}")
            problems.append(FieldProblem(name, "link_missing", detail))
    return problems


def _stray(name: str, text: str, known: Iterable[str]) -> list[FieldProblem]:
    rest = _GAP.sub("", _OPTIONAL.sub(r"\1", text))
    unknown = sorted(set(_GAP.findall(text)) - set(known))
    problems = []
    if unknown:
        detail = Said("has a gap for {gap}, of which nothing is known", gap="{" + unknown[0] + "}")
        problems.append(FieldProblem(name, "unknown_gap", detail))
    if any(sign in rest for sign in "{}[]"):
        detail = Said("has a bracket without its other half, or one within another")
        problems.append(FieldProblem(name, "stray_bracket", detail))
    return problems


def _said(name: str, fact: str | int | date, language: Language) -> str:
    vietnamese = language is Language.VIETNAMESE
    if isinstance(fact, date):
        if vietnamese:
            return f"{fact:%d/%m/%Y}"
        return f"{fact.day} {_MONTHS[fact.month - 1]} {fact.year}"
    if isinstance(fact, int):
        grouped = f"{fact:,}"
        amount = grouped.replace(",", ".") if vietnamese else grouped
        return f"{amount} đ" if name.endswith("_dong") else amount
    return fact
