"""What the post may be asked for at which stage, and what that makes of a dossier."""

import pytest

from postal_bridge.domain.carriage import CarriageKind, form_with, kinds_to_ask_for
from postal_bridge.domain.dossier import ServiceForm
from postal_bridge.domain.tracking import Stage

DELIVERY, PICKUP = CarriageKind.DELIVERY, CarriageKind.PICKUP
SEND, RETURN, BOTH = ServiceForm.SEND, ServiceForm.RETURN, ServiceForm.BOTH


@pytest.mark.parametrize(
    ("stage", "kinds"),
    [
        (Stage.ANNOUNCED, (PICKUP,)),
        (Stage.PROCESSING, (DELIVERY,)),
        (Stage.SUPPLEMENT_ASKED, (PICKUP, DELIVERY)),
        (Stage.RESULT_READY, (DELIVERY,)),
        (Stage.ON_THE_WAY_IN, ()),
        (Stage.OUT_FOR_DELIVERY, ()),
        (Stage.NOT_ACCEPTED, ()),
        (Stage.RETURNED, ()),
    ],
)
def test_each_stage_has_its_wishes(stage: Stage, kinds: tuple[CarriageKind, ...]) -> None:
    assert kinds_to_ask_for(stage, None, goes_out_by_post=False) == kinds
    without_delivery = tuple(kind for kind in kinds if kind is PICKUP)
    assert kinds_to_ask_for(stage, None, goes_out_by_post=True) == without_delivery
    assert kinds_to_ask_for(stage, RETURN, goes_out_by_post=False) == without_delivery
    assert kinds_to_ask_for(stage, SEND, goes_out_by_post=False) == kinds


@pytest.mark.parametrize(
    ("form", "kind", "becomes"),
    [
        (None, PICKUP, SEND),
        (None, DELIVERY, RETURN),
        (SEND, PICKUP, SEND),
        (SEND, DELIVERY, BOTH),
        (RETURN, PICKUP, BOTH),
        (BOTH, DELIVERY, BOTH),
    ],
)
def test_what_is_asked_for_is_added_to_the_service_form(
    form: ServiceForm | None, kind: CarriageKind, becomes: ServiceForm
) -> None:
    assert form_with(form, kind) is becomes
