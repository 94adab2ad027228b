"""The one place that calls Typst: a template of this package and data in, a PDF out.

Owns how data reach a template, which fonts exist and what kind of PDF comes out. What stands on
each paper is left to the module and template of that paper.

A letter that none of the fonts has, of a foreign name perhaps, is printed as the sign for one that
is missing: a paper with a gap serves people better than none.

Data travel as one JSON text in the template's inputs and never become part of its source, so a
name such as `#panic()` is printed letter by letter. Only the fonts that this package depends on
and those inside Typst are used, never the machine's, so the same data give the same bytes
everywhere. Everything here is plain synchronous work for the processor, and safe to call from
several threads at once: nothing is shared between two calls but the loaded fonts.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

TEMPLATE_FOLDER = Path(__file__).parent
FONT_PACKAGES = ("fontpkg_be_vietnam_pro", "fontpkg_source_serif_4")
#: Printed for a letter that no font has.
MISSING_SIGN = "\N{REPLACEMENT CHARACTER}"
#: Typst names all such letters at once; what it names then is not for letters alone to mend.
ATTEMPTS_MAX = 3

#: Marks that turn the direction of writing would make the rest of a line read backwards.
_TURNING = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))

_UNPRINTABLE = re.compile(r'the (?:text|PDF contains the codepoint) `"((?:[^"\\]|\\.)*)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")


@cache
def _fonts() -> typst.Fonts:
    folders = [str(files(package) / "files") for package in FONT_PACKAGES]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


def typeset(template: str, data: Mapping[str, object], *, created_at: datetime) -> bytes:
    """Return the PDF (PDF/A-2a, so that it stays readable in an archive) of a template.

    `template` names a file of this package, such as `labels.typ`; it finds `data`, which must be
    JSON, in `sys.inputs.data`. `created_at`, with its zone, is the date inside the PDF. Raises
    `typst.TypstError` when the template does not understand the data.
    """
    if created_at.tzinfo is None:
        raise ValueError("created_at needs a time zone")
    missing: dict[int, str] = {}
    for _ in range(ATTEMPTS_MAX - 1):
        try:
            return _compiled(template, _without(missing, data), created_at)
        except typst.TypstError as error:
            found = _missing_letters(error.diagnostic)
            if found <= missing.keys():
                raise
            missing.update(dict.fromkeys(found, MISSING_SIGN))
    return _compiled(template, _without(missing, data), created_at)


def _compiled(template: str, data: object, created_at: datetime) -> bytes:
    # Names reach us composed and decomposed; fonts and searches in a PDF know the composed letters.
    text = unicodedata.normalize("NFC", json.dumps(data, ensure_ascii=False)).translate(_TURNING)
    return typst.compile(
        str(TEMPLATE_FOLDER / template),
        root=str(TEMPLATE_FOLDER),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": text},
        pdf_standards="a-2a",
        timestamp=int(created_at.timestamp()),
    )


def _missing_letters(diagnostic: str) -> set[int]:
    """Return the letters that Typst says it cannot print; of its own words, none."""
    named = "".join(_UNPRINTABLE.findall(diagnostic))
    escaped = {int(number, 16) for number in _ESCAPED.findall(named)}
    plain = {ord(letter) for letter in _ESCAPED.sub("", named) if not letter.isascii()}
    return escaped | plain


def _without(missing: Mapping[int, str], value: object) -> object:
    """Return JSON in which the sign stands for each of the missing letters."""
    if isinstance(value, str):
        return value.translate(missing)
    if isinstance(value, Mapping):
        return {name: _without(missing, inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without(missing, inner) for inner in value]
    return value
