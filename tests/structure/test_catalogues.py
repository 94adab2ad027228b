"""Everything that pages and refusals say can be read in both languages."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from routes.pages.languages import LOCALES
from routes.pages.vocabulary import VOCABULARY
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
