"""Makes the demonstration's database: all of it or nothing, the same one every time.

It is made beside the installation's database and takes its place at the end, so that a start that
was killed half-way leaves nothing behind, and data that is there already is never touched.
"""

import fcntl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from postal_bridge.cli.demonstration.clock import WalkingClock
from postal_bridge.cli.demonstration.days import Days
from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.incidents import Incidents
from postal_bridge.cli.demonstration.place import (
    CENTER_CODE,
    CENTER_NAME,
    DEMONSTRATION_PASSWORD,
    RANGE_DOCUMENT,
    RANGE_FIRST,
    RANGE_LAST,
    RANGE_SERVICE,
    made_up_catalogue,
    made_up_people,
)
