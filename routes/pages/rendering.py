"""The templates, filled in: the only module that knows the template engine.

Everything put into a page is escaped.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from routes.pages.languages import (
    Language,
    grouped,
    translations,
    word_of,
    words_of_problem,
    words_said,
)
from routes.pages.rewording import failure_kept, trouble_kept, words_kept
from routes.pages.rows import as_cards
from routes.pages.sending import SENDING, fresh_sending
from routes.pages.vocabulary import VOCABULARY

_CLOCKS_APART = timedelta(minutes=10)
#: A day, or a moment with its offset, as it is kept in texts.
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:\d{2}|Z))?")
_BUILT = Path(__file__).parents[1] / "static" / "built"


class Templates:
    """The templates in each language."""

    def __init__(self) -> None:
        # Made now, so that a service that lacks what its pages need does not start.
        self._environments = {language: _environment(language) for language in Language}

    def render(self, language: Language, template: str, **values: Any) -> bytes:
        """Return a page as bytes of UTF-8."""
        found = self._environments[language].get_template(template)
        return found.render(language=language.value, **values).encode()


@cache
def _environment(language: Language) -> Environment:
    """Return the templates in a language, each of which is compiled once in a process."""
    environment = Environment(
        loader=PackageLoader("routes"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = translations(language)
    install: Callable[..., None] = environment.install_gettext_translations  # type: ignore[attr-defined] # the extension puts it there
    install(catalogue, newstyle=True)
    files = {source: f"/static/built/{path.name}" for source, path in built_files().items()}
    environment.globals["built"] = files.__getitem__
    environment.globals["sending_field"] = sending_field
    environment.filters |= {
        "as_cards": as_cards,
        "word": lambda name, kind: word_of(kind, VOCABULARY[kind][str(name)], language),
        "dong": dong,
        "grouped": grouped,
        "moment": moment,
        "day": day,
        "dated": dated,
        "apart": apart,
        "period": period,
        "prose": prose,
        "fault": partial(words_of_problem, language=language),
        "said": partial(words_said, language=language),
        "kept": partial(words_kept, language=language),
        "trouble": partial(trouble_kept, language=language),
        "failure": partial(failure_kept, language=language),
        "label": lambda path: catalogue.gettext(label_of(path)),
    }
    return environment


def label_of(path: str) -> str:
    """Return what people call a field, or the path to it where only programs send such a field."""
    return VOCABULARY["field"].get(path.rpartition(".")[2], path)


def built_files() -> Mapping[str, Path]:
    """Return what was built of scripts and styles, by the names of their sources."""
    listed: dict[str, str] = json.loads((_BUILT / "manifest.json").read_text("utf-8"))
    return {source: _BUILT / name for source, name in listed.items()}


def sending_field() -> Markup:
    """Return the hidden field by which a form is carried out once, new each time it is shown."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(SENDING, fresh_sending())


def dong(amount: int) -> str:
    """Return an amount as Vietnamese write it: 1.250.000 đ, with spaces that do not break."""
    return f"{grouped(amount)}\N{NO-BREAK SPACE}đ"


def moment(at: datetime | str, zone: ZoneInfo) -> Markup:
    """Return a time as the centre's clocks show it, readable by machines too.

    Documents of the API have it as text.
    """
    local = (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(zone)
    written = Markup('<time datetime="{}">{:%d/%m/%Y %H:%M}</time>')
    return written.format(local.isoformat(timespec="seconds"), local)


def day(on: date | str) -> Markup:
    """Return a day as Vietnamese write it, readable by machines too.

    Documents of the API have it as text.
    """
    told = date.fromisoformat(on) if isinstance(on, str) else on
    return Markup('<time datetime="{}">{:%d/%m/%Y}</time>').format(told.isoformat(), told)


def apart(at: datetime, other: datetime | None) -> bool:
    """Tell whether two times are further apart than honest clocks are."""
    return other is not None and abs(at - other) > _CLOCKS_APART


def dated(text: str, zone: ZoneInfo) -> Markup | str:
    """Return a day or a moment that was kept as text as people write it; other texts as they are.

    Nothing is lost to those that only begin like one.
    """
    if not _DATED.fullmatch(text):
        return text
    return moment(text, zone) if "T" in text else day(text)


def period(name: str) -> str:
    """Return the period of a job as Vietnamese write it: a month, a day, with its hour or minute.

    "2026-03-14T07" is "07:00 14/03/2026".
    """
    day, _, hour = name.partition("T")
    told = "/".join(reversed(day.split("-")))
    return f"{hour if ':' in hour else hour + ':00'} {told}" if hour else told


def prose(text: str) -> Markup:
    """Return paragraphs of text as HTML; what stands between backticks is code."""
    paragraphs = []
    for paragraph in filter(None, text.split("\n\n")):
        parts = [escape(part) for part in paragraph.split("`")]
        parts[1::2] = [Markup("<code>{}</code>").format(part) for part in parts[1::2]]
        paragraphs.append(Markup("<p>{}</p>").format(Markup("").join(parts)))
    return Markup("\n").join(paragraphs)
