"""What citizens thought of it: ratings, loaded as a file of the one-stop software would be."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from postal_bridge.cli.demonstration.hands import Hands
from postal_bridge.cli.demonstration.plans import LAST, Plan
from postal_bridge.domain.dossier import DossierLine, Satisfaction
from postal_bridge.usecases.import_dossiers import import_dossiers

_SHARE_RATED = 0.6
_WEIGHTS = (60, 30, 10)


async def rate(hands: Hands, plans: Sequence[Plan]) -> None:
    """Load ratings of some of the dossiers that are done."""
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


def _lines(hands: Hands, plans: Sequence[Plan]) -> Iterator[DossierLine]:
    random = hands.random
    done = [plan for plan in plans if plan.resolved is not None and plan.resolved < LAST]
    for number, plan in enumerate(done, start=2):
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
