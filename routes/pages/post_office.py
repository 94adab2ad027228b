"""What a supervisor of a post office watches, and the counting of cash in the evening."""

from datetime import date, timedelta
from typing import Any

from postal_bridge.domain.refusals import (
    CashCounted,
    NoCashTaken,
    OwnCash,
    Refusal,
    SupervisorNeeded,
    UnknownOffice,
)
from postal_bridge.usecases import look_up_post_office as looking_up
from postal_bridge.usecases.count_cash import Count, count_cash
from postal_bridge.usecases.supervise import look_up_supervision
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.paging import decode_cursor, encode_cursor
from routes.places import BEGINNING, decode_place, encode_place
from routes.problems import UnknownAddress, status_of
from routes.route import HTML, Call, Reply, operation
from schemas.desks import (
    WRITTEN_AMOUNT_MAX,
    CashCount,
    DeliverAddress,
    HouseAddress,
    ShiftAddress,
)

LISTED = 50


@operation(query=ShiftAddress, gives=HTML, refuses=(UnknownOffice,))
async def post_office(call: Call[None, ShiftAddress]) -> Reply:
    """Show what a post office has to watch today."""
    bridge = call.bridge
    house = await looking_up.look_up_post_office(
        bridge.database, bridge.clock, call.viewer, call.query.office, call.query.day
    )
    return show(
        call,
        "post_house.html",
        house=house,
        supervision=await look_up_supervision(bridge.database, call.viewer),
        zone=call.viewer.center.zone,
        one_day=timedelta(1),
    )


@operation(query=HouseAddress, gives=HTML, refuses=(UnknownOffice,))
async def things_in_house(call: Call[None, HouseAddress]) -> Reply:
    """List what lies at a post office, the longest there first."""
    query = call.query
    office, things, last = await looking_up.list_house(
        call.bridge.database,
        call.viewer,
        query.office,
        query.which,
        decode_place(query.cursor, BEGINNING),
        LISTED,
    )
    return show(
        call,
        "post_things.html",
        office=office,
        which=query.which,
        things=things,
        next_cursor=encode_place(last),
        zone=call.viewer.center.zone,
    )


@operation(query=DeliverAddress, gives=HTML, refuses=(UnknownOffice,))
async def things_to_deliver(call: Call[None, DeliverAddress]) -> Reply:
    """List what has to go out to citizens, the most urgent first."""
    bridge, query = call.bridge, call.query
    place = decode_cursor(query.cursor, 2)
    office, things, last = await looking_up.list_to_deliver(
        bridge.database,
        bridge.clock,
        call.viewer,
        query.office,
        query.when,
        (place[0], place[1]) if place else None,
        LISTED,
    )
    return show(
        call,
        "post_deliver.html",
        office=office,
        when=query.when,
        things=things,
        today=bridge.clock().astimezone(call.viewer.center.zone).date(),
        next_cursor=encode_cursor(*last) if last else None,
    )


@operation(query=ShiftAddress, gives=HTML, refuses=(UnknownOffice,))
async def courier(call: Call[None, ShiftAddress]) -> Reply:
    """Show what one person is out with, and the cash they took on a day."""
    return await _show_courier(call, call.query.office, call.query.day, Form())


@operation(
    takes=FORM,
    gives=HTML,
    refuses=(UnknownOffice, NoCashTaken, OwnCash, SupervisorNeeded, CashCounted),
)
async def count_cash_of_courier(call: Call[None, None]) -> Reply:
    """Keep what was counted of the cash that a courier handed in."""
    bridge, login = call.bridge, call.path["login"]
    form = await read_form(call.request)
    office = form.value("office") or None
    try:
        said = _with_plain_amount(form).shaped(CashCount)
        await count_cash(
            bridge.database,
            bridge.clock,
            call.viewer,
            Count(
                settlement_id=said.sending,
                office=said.office,
                login=login,
                day=said.day,
                counted_dong=said.counted_dong,
                remark=said.remark,
                corrects=said.corrects,
            ),
        )
    except Refusal as refusal:
        day = _day(form.value("day"))
        return await _show_courier(call, office, day, form.refused(refusal), status_of(refusal))
    query = {"office": said.office} if said.office else {}
    return see_other("/post", done="cash_counted", day=said.day.isoformat(), **query)


def _with_plain_amount(form: Form) -> Form:
    """Return a form with its amount as digits: people write 1.250.000 đ."""
    written = form.value("counted_dong")[:WRITTEN_AMOUNT_MAX]
    plain = written.rstrip("đ ").replace(".", "").replace(" ", "")
    return Form({**form.given, "counted_dong": plain})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def _show_courier(
    call: Call[Any, Any],
    office: str | None,
    day: date | None,
    form: Form,
    status: int | None = None,
) -> Reply:
    bridge = call.bridge
    found = await looking_up.look_up_courier(
        bridge.database, bridge.clock, call.viewer, office, call.path["login"], day
    )
    if found is None:
        raise UnknownAddress
    return show(
        call,
        "post_courier.html",
        status,
        found=found,
        supervision=await look_up_supervision(bridge.database, call.viewer),
        form=form,
        today=bridge.clock().astimezone(call.viewer.center.zone).date(),
        zone=call.viewer.center.zone,
    )
