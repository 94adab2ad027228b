"""The command `postal-bridge`: runs it, and says "no" in one readable block."""

import sys

import structlog

from postal_bridge.cli.app import app
from postal_bridge.cli.running import leave_cleanly_when_told
from postal_bridge.cli.telling import note, tell_refusal
from postal_bridge.domain.refusals import Refusal
from postal_bridge.telemetry import configure_logging

REFUSED, WRONG_USAGE = 1, 2


def main() -> None:
    """Run the command line with the arguments of this process and leave with its exit code."""
    leave_cleanly_when_told()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows a sign for it; a command never fails of that.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # both are text files
    configure_logging()
    if any(not _is_text(argument) for argument in sys.argv[1:]):
        note("The arguments have to be written in UTF-8.")
        sys.exit(WRONG_USAGE)
    try:
        app(prog_name="postal-bridge")
    except Refusal as refusal:
        tell_refusal(refusal)
        sys.exit(REFUSED)
    except Exception:  # noqa: BLE001 - its kind and place go to the log, its words may be private
        structlog.get_logger("postal_bridge.cli").exception("unexpected_error")
        sys.exit(REFUSED)


def _is_text(argument: str) -> bool:
    try:
        argument.encode()
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    main()
