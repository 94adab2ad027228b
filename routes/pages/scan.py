"""The scanner: one page that works without a network once it was opened.

Owns the page, its words and the worker that keeps the page on the device. What is scanned goes to
the same call of the API that other programs use.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import get_args

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.custody import State
from postal_bridge.domain.scan import Action, PaperFate, Reason
from postal_bridge.usecases.manage_people import all_offices
from routes.pages.frame import show
from routes.pages.rendering import built_files
from routes.problems import KINDS
from routes.route import HTML, Call, Reply, operation
from schemas.consignments import PaperForm
from schemas.pages import PlaceAddress

JAVASCRIPT = "text/javascript"

_EVERYWHERE = (
    Action.UNPACK,
    Action.OPEN,
    Action.SEAL,
    Action.DAMAGE,
    Action.LOSE,
)
#: What each kind of office scans, the likeliest first; a correction needs more than a code.
ACTIONS: Mapping[OfficeKind, Sequence[Action]] = MappingProxyType(
    {
        OfficeKind.POST: (
            Action.TAKE,
            Action.COLLECT,
            Action.GO_OUT,
            Action.DELIVER,
            Action.FAIL,
            Action.GIVE,
            Action.PACK,
            Action.ARRIVE,
            Action.HOLD,
            Action.SEND_BACK,
            *_EVERYWHERE,
        ),
        OfficeKind.CENTER: (
            Action.TAKE,
            Action.PACK,
            Action.GIVE,
            Action.DELIVER,
            *_EVERYWHERE,
        ),
        OfficeKind.DEPARTMENT: (
            Action.TAKE,
            Action.PACK,
            Action.GIVE,
            Action.DELIVER,
            *_EVERYWHERE,
        ),
    }
)
#: So many of them are within reach of one tap.
AT_HAND = 5


@operation(query=PlaceAddress, gives=HTML)
async def scan(call: Call[None, PlaceAddress]) -> Reply:
    """Show the scanner."""
    viewer = call.viewer
    offices = await all_offices(call.bridge.database, viewer)
    return show(
        call,
        "scan.html",
        actions=ACTIONS[viewer.office_kind],
        at_hand=AT_HAND,
        reasons=tuple(Reason),
        fates=tuple(PaperFate),
        paper_forms=get_args(PaperForm),
        offices=[each for each in offices if each.active and each.code != viewer.office_code],
        states=tuple(State),
        refusals=KINDS,
    )


@operation(gives=JAVASCRIPT)
async def scan_worker(call: Call[None, None]) -> Reply:
    """Give the worker that opens the scanner without a network.

    It stands below the address it serves, which browsers allow only where this header says so.
    """
    del call
    headers = {
        "Content-Type": f"{JAVASCRIPT}; charset=utf-8",
        "Service-Worker-Allowed": "/scan",
        "Cache-Control": "no-cache",
    }
    return Reply(_worker(), headers=headers)


@cache
def _worker() -> bytes:
    return built_files()["service-worker.js"].read_bytes()
