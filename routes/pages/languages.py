"""The languages of the pages: Vietnamese first, English by catalogue.

Texts for pages are written in Vietnamese where they stand and translated by `locales/en.po`; the
words of refusals are written in English and translated by `locales/vi.po`.
"""

import gettext
from enum import StrEnum
from functools import cache
from io import BytesIO
from pathlib import Path

from aiohttp import web
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from postal_bridge.domain.refusals import FieldProblem, Refusal
from postal_bridge.domain.said import Said, is_amount, listed
from routes.pages.vocabulary import IN_CONTEXT, VOCABULARY
from routes.problems import reads_vietnamese

LOCALES = Path(__file__).parents[1] / "locales"
COOKIE = "language"
YEAR_SECONDS = 365 * 24 * 60 * 60
_MISSHAPEN = Said("does not have the expected form")


class Language(StrEnum):
    """A language in which pages can be read."""

    VI = "vi"
    EN = "en"


def language_of(request: web.Request) -> Language:
    """Return the language chosen in a page, else the one the browser asks for."""
    chosen = request.cookies.get(COOKIE)
    if chosen in tuple(Language):
        return Language(chosen)
    asked = request.headers.get("Accept-Language", "")
    return Language.VI if not asked or reads_vietnamese(asked) else Language.EN


@cache
def translations(language: Language) -> gettext.NullTranslations:
    """Return what is written in another language than `language`, translated into it."""
    path = LOCALES / f"{language}.po"
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.value))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def words_of(refusal: Refusal, language: Language) -> str:
    """Return what a refusal says, in a language."""
    return words_said(refusal.detail, language)


def words_of_problem(problem: FieldProblem, language: Language) -> str:
    """Return what is wrong with a field, in a language."""
    said = words_said(problem.detail, language)
    if language is Language.VI and said == problem.detail:
        # A fault of the shape that only programs make; pydantic's words would be English.
        return words_said(_MISSHAPEN, language)
    return said


def words_said(said: Said, language: Language) -> str:
    """Return a sentence in a language, with its facts in that language too."""
    facts = {name: _fact(name, fact, language) for name, fact in said.facts.items()}
    template = translations(language).gettext(said.template)
    return template.format_map(facts) if facts else template


def _fact(name: str, fact: object, language: Language) -> object:
    if isinstance(fact, Said):
        return words_said(fact, language)
    if isinstance(fact, tuple):
        return listed(tuple(_fact(name, each, language) for each in fact))
    if is_amount(fact, name):
        return grouped(fact)
    word = VOCABULARY.get(name, {}).get(str(fact))
    return word_of(name, word, language) if word else fact


def grouped(amount_dong: int) -> str:
    """Return the digits of an amount as Vietnamese write them: 1.250.000."""
    return f"{amount_dong:,}".replace(",", ".")


def word_of(kind: str, word: str, language: Language) -> str:
    """Return a word of the vocabulary in a language."""
    known = translations(language)
    return known.pgettext(kind, word) if kind in IN_CONTEXT else known.gettext(word)
