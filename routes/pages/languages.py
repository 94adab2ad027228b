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
from routes.pages.vocabulary import VOCABULARY
from routes.problems import reads_vietnamese

LOCALES = Path(__file__).parents[1] / "locales"
COOKIE = "language"
YEAR_SECONDS = 365 * 24 * 60 * 60


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
    """Return what a refusal says, in a language; in English where nobody has translated it."""
    if language is Language.EN:
        return refusal.detail
    named = {
        name: VOCABULARY.get(name, {}).get(str(value), value)
        for name, value in refusal.facts.items()
    }
    return translations(language).gettext(refusal.template()).format_map(named)


def words_of_problem(problem: FieldProblem, language: Language) -> str:
    """Return what is wrong with a field, in a language; in English where we have no word for it."""
    if language is Language.EN:
        return problem.detail
    return VOCABULARY["problem"].get(problem.code, problem.detail)
