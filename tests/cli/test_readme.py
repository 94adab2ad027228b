"""What the README says of setting up a centre can be typed as it stands."""

import os
import re
import sys
from pathlib import Path

from tests.cli.conftest import ROOT, Shell, done_as_told

#: These go on until they are told to leave.
ENDLESS = ("postal-bridge serve", "postal-bridge work")


def commands_of(section: str) -> list[str]:
    """Return the lines of the first code block of a section, continued ones made whole."""
    text = (ROOT / "README.md").read_text("utf-8")
    block = re.search(rf"^## {section}$.*?^```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert block is not None, f"no code under {section}"
    lines = block[1].replace("\\\n", " ").splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def test_a_centre_is_set_up_as_the_readme_says(fresh: Shell) -> None:
    folder = fresh.data_dir
    (folder / "docs").symlink_to(ROOT / "docs")
    (folder / ".venv").symlink_to(sys.prefix)
    lines = commands_of("Set up a centre")
    exports = [line for line in lines if line.startswith("export ")]
    environment = fresh.settings() | {"PATH": os.environ["PATH"]}
    done = []
    for line in lines:
        if line in exports or line.startswith(ENDLESS):
            continue
        done.append(done_as_told(folder, environment, exports, line))
    assert "Procedures: 5 added, 0 updated, 0 unchanged\n" in "".join(done)
    good = "10 lines read: 10 dossiers added, 0 updated, 0 unchanged; 0 bad lines\n"
    assert done[-1] == good, "nothing is bad, and nothing lacks in the catalogue"


def test_the_examples_lie_where_readme_and_guide_say() -> None:
    pages = (ROOT / "README.md", ROOT / "docs/guides/one-stop-software.md")
    text = "".join(page.read_text("utf-8") for page in pages)
    named = set(re.findall(r"docs/examples/[\w.-]+", text))
    assert named == {str(file.relative_to(ROOT)) for file in Path(ROOT / "docs/examples").iterdir()}
