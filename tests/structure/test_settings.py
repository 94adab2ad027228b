"""Every setting is documented, and every documented setting is one."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from postal_bridge.config import read_config
from postal_bridge.domain.refusals import InvalidInput
from tests.structure.source_tree import PACKAGES, files_ending, our_files, text_of

PAGE = Path("docs/reference/settings.md")
NAME = re.compile(r"\bPOSTAL_BRIDGE_[A-Z_]*[A-Z]\b")


class AskedEnvironment(Mapping[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, given: dict[str, str]) -> None:
        self.given = given
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self.given[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)


@pytest.fixture
def settings_read(tmp_path: Path) -> set[str]:
    """Return the names that the configuration looks for."""
    environment = AskedEnvironment({"POSTAL_BRIDGE_DATA_DIR": os.fspath(tmp_path)})
    read_config(environment)
    return environment.asked


def documented() -> set[str]:
    """Return the names in the tables of the page."""
    return set(re.findall(r"^\| `([A-Z_]+)` \|", text_of(PAGE), re.MULTILINE))


def test_the_page_has_the_settings_that_are_read(settings_read: set[str]) -> None:
    assert {name for name in documented() if NAME.fullmatch(name)} == settings_read


def test_no_file_speaks_of_a_setting_that_does_not_exist(settings_read: set[str]) -> None:
    unknown = [
        f"{path}: {name}"
        for path in our_files()
        if path.suffix in {"", ".md", ".py", ".sql", ".toml", ".ts", ".html", ".yml"}
        and path.parts[0] != "tests"
        for name in NAME.findall(text_of(path))
        if name not in settings_read
    ]
    assert not unknown, "\n".join(unknown)


def test_whatever_else_is_read_from_the_environment_is_documented() -> None:
    read = {
        name
        for path in files_ending(".py", within=PACKAGES)
        for name in re.findall(r"environ(?:\.get\(|\[)\s*\"([A-Z_]+)\"", text_of(path))
    }
    assert read <= documented()


def test_the_defaults_of_the_page_are_accepted(tmp_path: Path) -> None:
    rows = re.findall(r"^\| `(POSTAL_BRIDGE_\w+)` \| `([^`]+)` \|", text_of(PAGE), re.MULTILINE)
    data_dir = {"POSTAL_BRIDGE_DATA_DIR": os.fspath(tmp_path)}
    stated = read_config(dict(rows) | data_dir)
    assert stated == read_config(data_dir)


@pytest.mark.parametrize(
    ("setting", "allowed", "refused"),
    [
        ("POSTAL_BRIDGE_POOL_SIZE", ("2", "100"), ("1", "101")),
        ("POSTAL_BRIDGE_TRUSTED_PROXIES", ("0", "9"), ("-1", "10")),
        ("POSTAL_BRIDGE_CARRIER_PRIVATE_HOSTS", ("a.b", "10.0.0.5, x"), ("http://a", "a b")),
        ("POSTAL_BRIDGE_WEBHOOK_PRIVATE_HOSTS", ("a.b", "10.0.0.5, x"), ("http://a", "a b")),
        ("POSTAL_BRIDGE_LABEL_KEY_IDS", ("A", "ZZ99", "2,1"), ("", "ABCDE", "1,,2")),
    ],
)
def test_the_limits_of_the_page_are_the_ones_that_hold(
    setting: str, allowed: tuple[str, ...], refused: tuple[str, ...], tmp_path: Path
) -> None:
    data_dir = {"POSTAL_BRIDGE_DATA_DIR": os.fspath(tmp_path)}
    for value in allowed:
        read_config(data_dir | {setting: value})
    for value in refused:
        with pytest.raises(InvalidInput) as caught:
            read_config(data_dir | {setting: value})
        assert [problem.path for problem in caught.value.problems] == [setting]
