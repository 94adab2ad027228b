"""The guide for one-stop software can be followed as it stands, with every example it names."""

import os
import re
import shutil
import sys

import pytest

from tests.cli.conftest import ROOT, Shell, done_as_told
from tests.cli.test_readme import ENDLESS
from tests.cli.test_serving import SERVING, heard, leave, started

GUIDE = ROOT / "docs" / "guides" / "one-stop-software.md"
#: It listens until it is told to leave; what it does is tried beside the client.
LISTENS = "SECRET="


def commands() -> list[str]:
    """Return the lines of all code blocks in their order."""
    blocks = re.findall(
        r"^```console\n(.*?)^```$", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.skipif(not shutil.which("curl"), reason="one of the examples is for curl")
def test_the_guide_leads_from_a_token_to_a_tracked_dossier(fresh: Shell) -> None:
    folder = fresh.data_dir
    (folder / "docs").symlink_to(ROOT / "docs")
    (folder / ".venv").symlink_to(sys.prefix)
    environment = fresh.settings() | {"PATH": os.environ["PATH"]}
    fresh.environment["POSTAL_BRIDGE_DATA_DIR"] = str(folder / "sandbox")
    fresh.environment["POSTAL_BRIDGE_WEBHOOK_PRIVATE_HOSTS"] = "127.0.0.1"
    lines = [line for line in commands() if not line.startswith(LISTENS)]
    begins = next(place for place, line in enumerate(lines) if line.startswith(ENDLESS))
    exports: list[str] = []
    printed: dict[str, str] = {}

    def follow(line: str) -> None:
        if line.startswith("export "):
            exports.append(line)
        elif not line.startswith(ENDLESS):
            printed[line] = done_as_told(folder, environment, exports, line)

    for line in lines[:begins]:
        follow(line)
    with started(fresh, "serve", "--port", "0") as serving:
        address = heard(serving, "stderr", SERVING)[1].decode()
        for line in lines[begins:]:
            follow(line.replace("http://127.0.0.1:8080", address))
        leave(serving)
    by_curl = printed["sh docs/examples/one-stop.sh 10"]
    assert '"key":"result_ready"' in by_curl.replace(" ", "")
    assert list(folder.glob("ZZ*VN.pdf"))
    by_python = printed["python docs/examples/one_stop.py 21"]
    events = re.findall(r" (\w+) H99", by_python)
    assert events == ["registered", "given", "taken", "went_out", "failed", "went_out", "delivered"]
    (told,) = [said for line, said in printed.items() if "add-webhook.sh" in line]
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/=]+", told)
    loaded = printed["postal-bridge import dossiers docs/examples/dossiers.xlsx"]
    assert "10 dossiers added, 0 updated, 0 unchanged; 0 bad lines" in loaded
