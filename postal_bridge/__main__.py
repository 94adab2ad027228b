"""The command `postal-bridge`: runs it, and says "no" in one readable block."""

import signal
import sys
from types import FrameType
from typing import NoReturn

import structlog

from postal_bridge.cli.app import app
from postal_bridge.cli.telling import note, tell_refusal
from postal_bridge.domain.refusals import Refusal
from postal_bridge.telemetry import configure_logging

REFUSED, WRONG_USAGE = 1, 2
#: A process ended by a signal reports this and the signal's number.
_SIGNALLED = 128


def main() -> None:
    """Run the command line with the arguments of this process and leave with its exit code."""
    _leave_cleanly_when_told()
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


def _leave_cleanly_when_told() -> None:
    """Let SIGTERM and Ctrl-C unwind what runs, so that servers stop and locks are given back."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(_SIGNALLED + number)


def _is_text(argument: str) -> bool:
    try:
        argument.encode()
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    main()
