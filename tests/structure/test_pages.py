"""The pages for people are there, up to date, and lead where they say."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from postal_bridge.domain.papers import FORM_SETS
from tests.structure.regenerate import PAGES, REFERENCE
from tests.structure.source_tree import ROOT, files_ending, our_files, text_of


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert (REFERENCE / name).read_text("utf-8") == PAGES[name](), "stale: run make docs"


def test_links_lead_to_files_that_are_there() -> None:
    dead = []
    for path in files_ending(".md"):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)|src=\"([^\"]+)\"", text_of(path)):
            link = target[0] or target[1]
            if not re.match(r"[a-z]+:", link):
                found = (ROOT / path.parent / link).resolve()
                if not found.exists() or not found.is_relative_to(ROOT):
                    dead.append(f"{path}: {link}")
    assert not dead, "\n".join(dead)


def test_links_within_pages_lead_to_headings() -> None:
    dead = []
    for path in files_ending(".md"):
        for link, heading in re.findall(r"\]\(([^)#\s]*)#([^)\s]+)\)", text_of(path)):
            page = (path.parent / link) if link else path
            if page.suffix == ".md" and heading not in headings_of(page):
                dead.append(f"{path}: {link}#{heading}")
    assert not dead, "\n".join(dead)


def headings_of(page: Path) -> set[str]:
    """Return the anchors of a page's headings as forges make them."""
    headings = re.findall(r"^#+ (.+)$", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_reached_from_the_list_of_pages() -> None:
    listed = text_of(Path("docs/README.md"))
    lost = [
        str(path)
        for path in files_ending(".md", within=("docs",))
        if path != Path("docs/README.md")
        and f"({path.relative_to('docs').as_posix()})" not in listed
    ]
    assert not lost, "\n".join(lost)


def test_decisions_are_numbered_without_a_gap() -> None:
    decisions = [path for path in our_files() if path.parent == Path("docs/decisions")]
    assert all(re.fullmatch(r"\d{4}-[a-z-]+\.md", path.name) for path in decisions)
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == list(range(1, len(numbers) + 1))
    for path in decisions:
        assert text_of(path).startswith(f"# {int(path.name[:4])}. "), path


def test_pictures_stand_alone() -> None:
    for path in files_ending(".svg", within=("docs",)):
        ET.fromstring(text_of(path))  # noqa: S314 - our own file
        assert not re.search(r"(?:href|src)=\"(?!#)|@import|url\((?!#)", text_of(path)), path
        assert "prefers-color-scheme: dark" in text_of(path), path


def test_the_page_of_papers_numbers_each_as_the_circulars_do() -> None:
    lines = text_of(Path("docs/reference/papers.md")).splitlines()
    for paper in {paper for forms in FORM_SETS.values() for paper in forms}:
        (line,) = (each for each in lines if f"(`{paper}`)" in each)
        found = [forms.get(paper) for forms in FORM_SETS.values()]
        assert line.split(" | ")[1:-1] == [form.number if form else "none" for form in found]
