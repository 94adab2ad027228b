"""What citizens thought of it: ratings, loaded as the one-stop software's file, and some words."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.plans import LAST, Plan
from postal_bridge.domain.citizen_refusals import AlreadyRated, NotReturnedYet
from postal_bridge.domain.dossier import DossierLine, Satisfaction
from postal_bridge.usecases.import_dossiers import import_dossiers
from postal_bridge.usecases.rate_service import Rating, rate_service

_SHARE_RATED = 0.6
_WEIGHTS = (60, 30, 10)
_WORDS = (
    (Satisfaction.DISSATISFIED, "Phải gọi hai lần mới hẹn được giờ phát."),
    (Satisfaction.SATISFIED, "Nhận kết quả tận nhà, chỉ mong được báo trước giờ giao."),
    (Satisfaction.VERY_SATISFIED, "Bưu tá đến đúng hẹn, đỡ mất một ngày đi lại."),
)


async def rate(hands: Hands, plans: Sequence[Plan]) -> None:
    """Load ratings of some of the dossiers that are done, and let citizens write some words."""
    bridge = hands.bridge
    await import_dossiers(
        bridge.database,
        hands.clock,
        bridge.sealer,
        hands.center,
        _lines(hands, plans),
        dry_run=False,
        progress=lambda _lines_read: None,
    )
    words = list(_WORDS)
    for plan in _done(plans):
        tracked = await hands.track(plan)
        if not words:
            break
        with suppress(AlreadyRated, NotReturnedYet):
            await rate_service(
                bridge.database, hands.clock, bridge.sealer, tracked, Rating(*words[-1])
            )
            words.pop()


def _done(plans: Sequence[Plan]) -> list[Plan]:
    return [plan for plan in plans if plan.resolved is not None and plan.resolved < LAST]


def _lines(hands: Hands, plans: Sequence[Plan]) -> Iterator[DossierLine]:
    random = hands.random
    for number, plan in enumerate(_done(plans), start=2):
        received_at = hands.received_at.get(plan.code)
        if received_at is None or random.random() > _SHARE_RATED:
            continue
        yield DossierLine(
            line=number,
            code=plan.code,
            procedure_code=plan.procedure.code,
            department_code=plan.department,
            received_via=plan.received_via,
            received_at=datetime.fromisoformat(received_at),
            satisfaction=random.choices(list(Satisfaction), weights=_WEIGHTS)[0],
        )
