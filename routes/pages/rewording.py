"""Turns the answer to a scan, which is kept in words, back into the refusal that it tells of.

A scan answered before is answered the same again from what was kept: a code and an English
sentence. Pages need the refusal itself, to say it in the reader's language.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from postal_bridge.domain.refusals import InvalidInput, Refusal
from postal_bridge.domain.said import Said
from routes.pages.languages import Language, word_of, words_of, words_said
from routes.pages.vocabulary import VOCABULARY
from routes.problems import INTERNAL, KINDS

_FACT = re.compile(r"\\\{([a-z_]+)\\\}")


def words_kept(code: str, detail: str | None, language: Language) -> str:
    """Return what was kept of a refusal, in a language; of one of an older release the title."""
    try:
        return words_of(refusal_told(code, detail), language)
    except ValueError:
        kind = KINDS.get(code, INTERNAL)
        return kind.title_vi if language is Language.VI else kind.title_en


def trouble_kept(code: str, kind: str, language: Language) -> str:
    """Return why something waits, in a language: a word of its kind, or a refusal's."""
    word = VOCABULARY[kind].get(code)
    return word_of(kind, word, language) if word else words_kept(code, None, language)


def failure_kept(result: Mapping[str, Any], language: Language) -> str:
    """Return why work failed, in a language; of an older release as `words_kept` does."""
    kind = _kinds().get(result["code"])
    if kind is not None and result.get("template") == kind.template():
        return words_said(Said.of_document(result), language)
    return words_kept(result["code"], result["detail"], language)


def refusal_told(code: str | None, detail: str | None) -> Refusal:
    """Return the refusal of a code, with the facts that its sentence tells.

    Raises:
        ValueError: no refusal of ours has this code, or says such a thing.

    """
    kind = _kinds().get(code or "")
    if kind is None:
        raise ValueError(f"there is no refusal {code}")
    once: set[str] = set()

    def group(match: re.Match[str]) -> str:
        name = match[1]
        if name in once:
            return f"(?P={name})"
        once.add(name)
        return f"(?P<{name}>.*?)"

    told = re.fullmatch(_FACT.sub(group, re.escape(kind.template())), detail or "", re.DOTALL)
    if told is None:
        raise ValueError(f"{code} does not say so")
    return kind(**{name: _fact(name, words) for name, words in told.groupdict().items()})


def _fact(name: str, words: str) -> object:
    if name == "reason":
        # The only fact of a scan's refusal that is a sentence of its own.
        return Said(words)
    digits = words.replace(",", "")
    return int(digits) if name.endswith("_dong") and digits.lstrip("-").isdecimal() else words


@cache
def _kinds() -> Mapping[str, type[Refusal]]:
    return {kind.code(): kind for kind in _below(Refusal) if kind is not InvalidInput}


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for narrower in kind.__subclasses__():
        yield narrower
        yield from _below(narrower)
