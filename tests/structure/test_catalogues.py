"""Everything that pages and refusals say can be read in both languages."""

import re

import pytest
from babel.messages.pofile import read_po

from routes.pages.languages import LOCALES
from tests.structure.catalogues import CATALOGUES, catalogue, untranslated


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
                sorted(set(re.findall(r"{\w+}|%\(\w+\)s", str(text))))
                for text in (message.id, message.string)
            ]
            assert not message.id or facts[0] == facts[1], message.id
