"""The pages of this part: what is this, what can it do."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from routes.call_table import CALLS
from routes.pages.rendering import prose
from routes.problems import KINDS
from tests.routes.conftest import Client


class Reader(HTMLParser):
    """Reads a page and refuses elements that do not close."""

    EMPTY = frozenset({"br", "hr", "img", "input", "link", "meta"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.identifiers: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, its identifier and where it leads."""
        given = dict(attrs)
        self.seen.append(tag)
        self.identifiers += [value for value in [given.get("id")] if value]
        self.links += [value for name in ("href", "src") if (value := given.get(name))]
        assert "style" not in given
        assert not any(name.startswith("on") for name in given)
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, the innermost one."""
        assert self.open.pop() == tag


async def read(client: Client, path: str) -> tuple[str, Reader]:
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    text = await answer.text()
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    return text, reader


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_a_page_needs_no_script_and_nothing_from_elsewhere(client: Client, path: str) -> None:
    _, reader = await read(client, path)
    assert "script" not in reader.seen
    assert all(link.startswith(("/", "#")) for link in reader.links)
    for link in reader.links:
        if link.startswith("/"):
            answer = await client.get(link)
            assert answer.status == 200, link


async def test_a_page_speaks_vietnamese_unless_english_is_asked_for(client: Client) -> None:
    for asked, language, said in (
        (None, "vi", "Tra cứu hồ sơ"),
        ("vi-VN,en;q=0.5", "vi", "Tra cứu hồ sơ"),
        ("en-GB,vi;q=0.5", "en", "Track a dossier"),
        ("fr", "vi", "Tra cứu hồ sơ"),
    ):
        headers = {"Accept-Language": asked} if asked else {}
        text = await (await client.get("/", headers=headers)).text()
        assert f'<html lang="{language}">' in text
        assert said in text


async def test_the_page_of_the_api_describes_every_call_and_every_code(client: Client) -> None:
    text, reader = await read(client, "/docs")
    for route in CALLS:
        assert f'id="call-{route.operation.name}"' in text
        assert f"<code>{route.path}</code>" in text
    told = {code for code, kind in KINDS.items() if kind.status != 500} | {"internal_error"}
    assert told <= set(reader.identifiers)
    assert len(reader.identifiers) == len(set(reader.identifiers))
    inside = {link.removeprefix("#") for link in reader.links if link.startswith("#")}
    assert inside <= set(reader.identifiers)


async def test_browsers_ask_whether_a_file_has_changed(client: Client) -> None:
    first = await client.get("/static/icon.svg")
    assert (first.status, first.content_type) == (200, "image/svg+xml")
    again = await client.get("/static/icon.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304


async def test_browsers_keep_built_files_whose_names_tell_their_content(client: Client) -> None:
    _, reader = await read(client, "/")
    sheet = next(link for link in reader.links if link.endswith(".css"))
    answer = await client.get(sheet)
    assert (answer.status, answer.content_type) == (200, "text/css")
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("one", "<p>one</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("say `a<b`, not <b>", "<p>say <code>a&lt;b</code>, not &lt;b&gt;</p>"),
        ("`left open", "<p><code>left open</code></p>"),
    ],
)
def test_prose_becomes_paragraphs_and_code_and_nothing_else(text: str, html: str) -> None:
    render: Callable[[str], str] = prose
    assert render(text) == html
