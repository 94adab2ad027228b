"""Everything that pages and refusals say can be read in both languages."""

import ast
import re
from collections.abc import Iterator
from inspect import signature
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from postal_bridge.domain.difference_sheet import RowProblem
from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.file_refusals import FileTooLarge, UnreadableFile
from postal_bridge.domain.said import Said
from routes.pages.languages import LOCALES
from routes.pages.vocabulary import VOCABULARY
from schemas.cells import BadCell
from schemas.statements.camt_entry import BadElement
from schemas.table import Row
from tests.structure.catalogues import CATALOGUES, catalogue, untranslated
from tests.structure.source_tree import PACKAGES, files_ending, text_of, tree_of

#: What says again what was said elsewhere: by a docstring, by pydantic, by an answer to a scan.
SAID_AGAIN = {
    Path("postal_bridge/domain/refusals.py"),
    Path("postal_bridge/usecases/open_manifest.py"),
    Path("routes/pages/rewording.py"),
    Path("routes/shape_problems.py"),
    Path("schemas/catalogue_file.py"),
}
#: What stands in Vietnamese on purpose: names, the unit of money, a heading over Vietnamese words,
#: and a kind of paper, which is kept as it is listed.
NOT_TRANSLATED = re.compile(
    r"Tiếng Việt|Việt Nam|\bđ\b|Nghĩa|Kết quả giải quyết thủ tục hành chính"
)
VIETNAMESE = re.compile(r"[à-ãè-êìíò-õùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
#: Facts for programs, which people are not told: "must be 'cash' or 'transfer'".
FOR_PROGRAMS = {"{expected}", "{pattern}"}


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_holds_what_is_said_and_nothing_else(name: str) -> None:
    assert (LOCALES / name).read_text("utf-8") == catalogue(name), "stale: run make docs"


@pytest.mark.parametrize("name", CATALOGUES)
def test_everything_is_translated(name: str) -> None:
    assert untranslated(name) == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_translation_names_the_same_facts(name: str) -> None:
    with (LOCALES / name).open("rb") as file:
        for message in read_po(file):
            facts = [
                set(re.findall(r"{\w+}|%\(\w+\)s", str(text))) - FOR_PROGRAMS
                for text in (message.id, message.string)
            ]
            assert not message.id or facts[0] == facts[1], message.id


def test_a_template_says_nothing_vietnamese_that_is_not_translated() -> None:
    known = in_catalogue("en.po")
    lost = [
        f"{path}: {text.strip()}"
        for path in files_ending(".html", within=("routes",))
        for text, translated in texts_of_template(text_of(path))
        if is_vietnamese(text) and not (translated and text in known)
    ]
    assert not lost, "\n".join(lost)


def test_a_page_says_nothing_vietnamese_that_is_not_translated() -> None:
    known = in_catalogue("en.po") | in_catalogue("vi.po")
    lost = [
        f"{path}:{text.lineno}: {text.value}"
        for path in files_ending(".py", within=("routes",))
        if path.parts[1] == "pages"
        for text in ast.walk(tree_of(path))
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
        if text.value not in known and is_vietnamese(text.value)
    ]
    assert not lost, "\n".join(lost)


def texts_of_template(source: str) -> Iterator[tuple[str, bool]]:
    """Yield each text of a template, and whether it is translated where it stands."""
    engine = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - it only reads
    parsed = engine.parse(source)
    translated = {
        id(text)
        for call in parsed.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext")
        for text in call.find_all(nodes.Const)
    }
    yield from ((plain.data, False) for plain in parsed.find_all(nodes.TemplateData))
    for text in parsed.find_all(nodes.Const):
        if isinstance(text.value, str):
            yield text.value, id(text) in translated


def in_catalogue(name: str) -> set[str]:
    with (LOCALES / name).open("rb") as file:
        return {str(message.id) for message in read_po(file)}


def is_vietnamese(text: str) -> bool:
    return VIETNAMESE.search(NOT_TRANSLATED.sub("", text)) is not None


def test_what_is_said_of_a_field_stands_where_it_is_found_to_be_translated() -> None:
    lost = [
        f"{path}:{call.lineno}"
        for path in files_ending(".py", within=PACKAGES)
        if path not in SAID_AGAIN
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "Said"
        and not isinstance(call.args[0], ast.Constant)
    ]
    assert not lost, "\n".join(lost)


def test_a_reason_within_a_refusal_over_http_is_said_and_not_spelled() -> None:
    plain = [
        f"{path}:{call.lineno}"
        for path in files_ending(".py", within=("postal_bridge", "routes"))
        if path.parts[1] not in ("cli", "store")
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call)
        for fact in call.keywords
        if fact.arg == "reason" and isinstance(fact.value, ast.Constant | ast.JoinedStr)
    ]
    assert not plain, "\n".join(plain)


@pytest.mark.parametrize(
    ("maker", "words"),
    [
        (BadCell, "said"),
        (BadElement, "said"),
        (LineProblem, "reason"),
        (RowProblem, "reason"),
        (Row, "fault"),
        (UnreadableFile, "reason"),
        (FileTooLarge, "limit"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_and_not_spelled(maker: type, words: str) -> None:
    # Types are checked, so no plain text gets there, and what is Said is found to be translated.
    assert signature(maker).parameters[words].annotation in (Said, Said | None)


def test_people_have_a_word_for_every_field_of_a_form() -> None:
    field = re.compile(
        r'<(?:input|select|textarea)\b(?![^>]*type="hidden")[^>]*?\bname="(\w+)"'
        r'|\b(?:field|choice)\(\w+, "(\w+)"'
    )
    named = {
        name
        for path in files_ending(".html", within=("routes",))
        for found in field.finditer(text_of(path))
        for name in found.groups()
        if name
    }
    assert len(named) > 50
    assert named - set(VOCABULARY["field"]) == set()
