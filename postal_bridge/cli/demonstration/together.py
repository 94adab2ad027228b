"""Families that have several things done at once: a birth, the residence and the insurance card.

One bundle waits at the counter of the post to be taken by the centre, one lies on the desk of a
department, and the results of one wait to be brought home in one consignment.
"""

from collections.abc import Sequence
from datetime import date

from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.place import (
    CENTER_CODE,
    COUNTER,
    DEPARTMENT_SHOWN,
    DEPARTMENTS,
    filed_together,
)
from postal_bridge.cli.demonstration.plans import made_up_citizen
from postal_bridge.domain.access import Viewer
from postal_bridge.domain.catalogue import Procedure
from postal_bridge.domain.custody import Leg
from postal_bridge.domain.dossier import PortalStatus, ReceivedVia, ServiceForm
from postal_bridge.domain.scan import Action
from postal_bridge.usecases.advance_dossier import WantedStep, advance_dossier
from postal_bridge.usecases.file_bundle import BundleFiling, file_bundle
from postal_bridge.usecases.once import Asked
from postal_bridge.usecases.register_consignment import ConsignmentOrder, register_consignment
from postal_bridge.usecases.register_dossier import Filing

NAME = "Khai sinh, thường trú, thẻ bảo hiểm y tế"
_POST_OFFICE = "BC.HOAMAU"
#: No plan counts so far.
CITIZENS_FROM, _NUMBERS_FROM = 801, 9001


async def file_together(hands: Hands, today: date) -> None:
    """Let three families file three things as one, and leave each of the three somewhere else."""
    clerk, counter = hands.viewers[CENTER_CODE], hands.viewers[COUNTER]
    await _bring_by_post(hands, today, hands.viewers[_POST_OFFICE], counter, clerk)
    codes = await _file(hands, today, 1, clerk, None)
    to_department = await _register(hands, clerk, Leg.TRANSFER_OUT, codes[:2])
    await hands.hand_over([to_department], clerk, counter)
    await hands.scan(counter, [to_department], Action.GIVE, to_office=DEPARTMENT_SHOWN)
    codes = await _file(hands, today, 2, clerk, None)
    for code, procedure in zip(codes, filed_together(), strict=True):
        department = hands.viewers[procedure.department_code or CENTER_CODE]
        for who, status in (
            (department, PortalStatus.PROCESSING),
            (department, PortalStatus.DONE),
        ):
            await _advance(hands, who, code, status)
    results = await _register(hands, clerk, Leg.OUTBOUND, codes)
    await hands.hand_over([results], clerk, counter)


async def _bring_by_post(
    hands: Hands, today: date, who: Viewer, counter: Viewer, clerk: Viewer
) -> None:
    """Pick a bundle up and bring it as far as the counter, which gives it to the centre."""
    code = await _register(hands, who, Leg.INBOUND, ())
    await _file(hands, today, 0, who, code)
    await hands.scan(who, [code], Action.COLLECT)
    await hands.scan(counter, [code], Action.ARRIVE)
    await hands.scan(counter, [code], Action.GIVE, to_office=clerk.office_code)


async def _file(
    hands: Hands, today: date, family: int, who: Viewer, consignment_code: str | None
) -> list[str]:
    """File the three things of a family as one; return their codes."""
    citizen = made_up_citizen(hands.random, CITIZENS_FROM + family)
    posted = consignment_code is not None
    filings = [
        Filing(
            code=_code(procedure, today, family),
            procedure_code=procedure.code,
            received_via=ReceivedVia.POSTAL if posted else ReceivedVia.DIRECT,
            service_form=ServiceForm.BOTH if posted else ServiceForm.RETURN,
            filer_name=citizen.name,
            filer_phone=citizen.phone,
            filer_address=citizen.address,
            consignment_code=consignment_code,
        )
        for procedure in filed_together()
    ]
    asked = Asked(hands.bridge.database, hands.clock, hands.bridge.sealer, who)
    await file_bundle(asked, BundleFiling(NAME, filings))
    return [filing.code for filing in filings]


def _code(procedure: Procedure, day: date, family: int) -> str:
    number = _NUMBERS_FROM + 10 * family + filed_together().index(procedure)
    place = list(DEPARTMENTS).index(procedure.department_code or "") + 1
    return f"{CENTER_CODE}.{place:02}-{day:%y%m%d}-{number:04}"


async def _register(hands: Hands, who: Viewer, leg: Leg, codes: Sequence[str]) -> str:
    order = ConsignmentOrder(leg, dossier_code=codes[0] if codes else None, further=codes[1:])
    bridge = hands.bridge
    answer = await register_consignment(
        bridge.database, hands.clock, bridge.sealer, who, None, order
    )
    assert answer.document is not None
    return str(answer.document["code"])


async def _advance(hands: Hands, who: Viewer, code: str, status: PortalStatus) -> None:
    bridge = hands.bridge
    await advance_dossier(
        bridge.database, hands.clock, bridge.sealer, who, code, WantedStep(status), None
    )
