"""Sentences that remember how they were made, so that they can be said in another language.

Everything that refuses something says so in English. Whoever shows it to people finds the sentence
with its gaps, and the facts that fill them, beside the words.
"""

from collections.abc import Mapping
from typing import Any, Self


class Said(str):
    """An English sentence: a text like any other, and its template and facts besides.

    A fact may be a name of the API, a sentence of its own, or a tuple of names.
    """

    __slots__ = ("facts", "template")

    template: str
    facts: Mapping[str, Any]

    def __new__(cls, template: str, **facts: Any) -> Self:
        """Fill the gaps of a template, `{name}`, with facts; without facts it is taken as it is."""
        words = template.format_map({n: listed(v) for n, v in facts.items()}) if facts else template
        said = super().__new__(cls, words)
        said.template = template
        said.facts = facts
        return said


def listed(fact: Any) -> Any:
    """Return a fact as it is put into a sentence: several with commas between them."""
    return ", ".join(map(str, fact)) if isinstance(fact, tuple) else fact
