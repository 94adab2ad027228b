"""What citizens ask the post to carry for them: pickup of their papers, delivery of the result.

Owns when each can be asked for. Who may ask, and what is kept of them, is decided elsewhere.
"""

from enum import StrEnum

from postal_bridge.domain.dossier import ServiceForm
from postal_bridge.domain.tracking import Stage


class CarriageKind(StrEnum):
    """The two legs between a citizen and the centre (QĐ 45/2016/QĐ-TTg Đ5)."""

    PICKUP = "pickup"
    DELIVERY = "delivery"


class RequestState(StrEnum):
    """What became of a request: the post answers it once."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


#: Papers are still with the citizen, or wanted from them.
_PICKUP_STAGES = frozenset({Stage.ANNOUNCED, Stage.SUPPLEMENT_ASKED})
#: A result is to come, or lies ready, and the post has not got it.
_DELIVERY_STAGES = frozenset(
    {
        Stage.RECEIVED,
        Stage.PROCESSING,
        Stage.SUPPLEMENT_ASKED,
        Stage.PAYMENT_ASKED,
        Stage.RESULT_READY,
    }
)
_RETURNED_BY_POST = (ServiceForm.RETURN, ServiceForm.BOTH)


def kinds_to_ask_for(
    stage: Stage, service_form: ServiceForm | None, *, goes_out_by_post: bool
) -> tuple[CarriageKind, ...]:
    """Return what a citizen may ask the post for at a stage.

    Delivery is not asked for twice: not where it was chosen on filing, and not where the result
    has been handed to the post already.
    """
    kinds = []
    if stage in _PICKUP_STAGES:
        kinds.append(CarriageKind.PICKUP)
    if stage in _DELIVERY_STAGES and not (goes_out_by_post or service_form in _RETURNED_BY_POST):
        kinds.append(CarriageKind.DELIVERY)
    return tuple(kinds)


def form_with(service_form: ServiceForm | None, kind: CarriageKind) -> ServiceForm:
    """Return what is asked of the post for a dossier once it carries this too."""
    added = ServiceForm.SEND if kind is CarriageKind.PICKUP else ServiceForm.RETURN
    return added if service_form in (None, added) else ServiceForm.BOTH


def form_without(service_form: ServiceForm | None, kind: CarriageKind) -> ServiceForm | None:
    """Return what is asked of the post for a dossier once it does not carry this any more."""
    if service_form is not ServiceForm.BOTH:
        return None
    return ServiceForm.RETURN if kind is CarriageKind.PICKUP else ServiceForm.SEND
