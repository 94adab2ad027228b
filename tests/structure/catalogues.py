"""The catalogues of the pages: every text that is to be translated, with what it was translated to.

Texts of pages are Vietnamese and translated to English, the words of refusals are English and
translated to Vietnamese. Writing a catalogue anew keeps its translations, leaves those of new texts
empty for a person to fill in, and drops what nobody says any more.
"""

from collections.abc import Iterator
from io import BytesIO

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

from routes.pages.languages import LOCALES, Language
from routes.pages.vocabulary import IN_CONTEXT, VOCABULARY
from routes.problems import INTERNAL, KINDS, kind_of
from routes.shape_problems import SHAPE_PROBLEMS
from tests.structure.refusals_page import all_refusals
from tests.structure.source_tree import PACKAGES, ROOT, files_ending, text_of

_METHODS = [
    ("pages/**.py", "python"),
    ("templates/**.html", "jinja2.ext:babel_extract"),
]
_OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
_HEADS = {
    "en.po": "What the pages say, in English.",
    "vi.po": "What refusals say, in Vietnamese.",
}
CATALOGUES = tuple(f"{language}.po" for language in Language)


def catalogue(name: str) -> str:
    """Return the text of a catalogue as it should be."""
    path = LOCALES / name
    language = path.stem
    kept = read_po(BytesIO(path.read_bytes())) if path.exists() else Catalog()
    fresh = Catalog(
        language,
        project="postal_bridge",
        version="1",
        header_comment=f"# {_HEADS[name]}",
        charset="utf-8",
        fuzzy=False,
    )
    refused = ((None, text) for text in _said_by_refusals())
    said = _said_in_pages() if language == Language.EN else refused
    for context, text in said:
        former = kept.get(text, context)
        fresh.add(text, former.string if former else "", context=context)
    written = BytesIO()
    write_po(written, fresh, width=96, omit_header=False, sort_output=True)
    # When it was written is of no matter, and would differ each time.
    lines = written.getvalue().decode().splitlines()
    dated = (
        "Creation-Date",
        "Revision-Date",
        "Generated-By",
        "Last-Translator",
        "-Team",
        "Bugs-To",
    )
    kept_lines = [line for line in lines if not any(name in line for name in dated)]
    return "\n".join(kept_lines) + "\n"


def untranslated(name: str) -> list[str]:
    """Return the texts that a catalogue has no translation of."""
    kept = read_po(BytesIO((LOCALES / name).read_bytes()))
    return [str(message.id) for message in kept if message.id and not message.string]


def _said_in_pages() -> Iterator[tuple[str | None, str]]:
    """Yield what stands in pages, and the words of the vocabulary that need their context."""
    yield from ((kind, word) for kind in IN_CONTEXT for word in VOCABULARY[kind].values())
    # A block of a template, {% trans %}, is found as a call of gettext.
    said = {"_": None, "gettext": None}
    found = extract_from_dir(ROOT / "routes", _METHODS, _OPTIONS, keywords=said, comment_tags=())
    for _file, _line, text, _comments, _context in found:
        assert isinstance(text, str), "plural forms are not used"
        yield None, text


def _said_by_refusals() -> Iterator[str]:
    """Yield what people on pages may be told: by refusals over HTTP, of fields, of their shape."""
    for refusal in all_refusals():
        if refusal.code() in KINDS and kind_of(refusal).status < INTERNAL.status:
            yield refusal.template()
    yield from SHAPE_PROBLEMS.values()
    for path in files_ending(".py", within=PACKAGES):
        # Few files say anything, and to take one apart takes long.
        if "Said(" in text_of(path):
            found = extract_from_file("python", ROOT / path, keywords={"Said": None})
            yield from (str(text) for _line, text, _comments, _context in found if text)
