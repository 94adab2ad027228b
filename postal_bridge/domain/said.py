"""Sentences that remember how they were made, so that they can be said in another language.

Everything that refuses something says so in English. Whoever shows it to people finds the sentence
with its gaps, and the facts that fill them, beside the words. Where a sentence is kept, those are
kept with it.
"""

from collections.abc import Mapping
from typing import Any, Self, TypeGuard


class Said(str):
    """An English sentence: a text like any other, and its template and facts besides.

    A fact may be a name of the API, a sentence of its own, or a tuple of such; one whose name ends
    in `_dong` is an amount.
    """

    __slots__ = ("facts", "template")

    template: str
    facts: Mapping[str, Any]

    def __new__(cls, template: str, **facts: Any) -> Self:
        """Fill the gaps of a template, `{name}`, with facts; without facts it is taken as it is."""
        words = template
        if facts:
            words = template.format_map({name: put(name, fact) for name, fact in facts.items()})
        said = super().__new__(cls, words)
        said.template = template
        said.facts = facts
        return said

    def to_document(self) -> dict[str, Any]:
        """Return what the sentence is made of, as JSON can hold it."""
        return {
            "template": self.template,
            "facts": {name: _kept(fact) for name, fact in self.facts.items()},
        }

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> Self:
        """Return the sentence that was kept so."""
        facts = {name: _found(fact) for name, fact in document["facts"].items()}
        return cls(document["template"], **facts)


def put(name: str, fact: Any) -> Any:
    """Return a fact as it is put into an English sentence: several with commas between them."""
    if isinstance(fact, tuple):
        return listed(tuple(put(name, each) for each in fact))
    return f"{fact:,}" if is_amount(fact, name) else fact


def listed(facts: tuple[Any, ...]) -> str:
    """Return several facts as they stand in a sentence."""
    return ", ".join(map(str, facts))


def is_amount(fact: object, name: str) -> TypeGuard[int]:
    """Return whether a fact is an amount of money, which people read in groups of digits."""
    return name.endswith("_dong") and isinstance(fact, int)


def _kept(fact: Any) -> Any:
    if isinstance(fact, Said):
        return fact.to_document()
    if isinstance(fact, tuple):
        return [_kept(each) for each in fact]
    return fact if isinstance(fact, int) else str(fact)


def _found(fact: Any) -> Any:
    if isinstance(fact, dict):
        return Said.of_document(fact)
    return tuple(map(_found, fact)) if isinstance(fact, list) else fact
