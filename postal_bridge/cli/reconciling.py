"""The command that compares what the post sent with what was collected."""

from typing import Any

from postal_bridge.cli.options import CenterOption, FormatOption, FromOption, ToOption
from postal_bridge.cli.running import Means, run
from postal_bridge.cli.statements import COMMAND_LINE
from postal_bridge.cli.telling import Format, progress, tell, tell_document
from postal_bridge.usecases.choose_center import choose_center
from postal_bridge.usecases.reconcile import Reconciled
from postal_bridge.usecases.reconcile import reconcile as reconcile_period


def reconcile(
    period_from: FromOption,
    period_to: ToOption,
    center: CenterOption = None,
    output: FormatOption = Format.TEXT,
) -> None:
    """Match the post's lists with what was collected, and tell what does not fit.

    The run is stored. Run again on the same rows it gives the same figures.
    """

    async def act(means: Means) -> Reconciled:
        chosen = await choose_center(means.database, center)
        period = period_from.date(), period_to.date()
        with progress("Lines") as advance:
            return await reconcile_period(
                means.database,
                means.clock,
                chosen,
                COMMAND_LINE,
                period,
                lambda done, total: advance(done, total=total),
            )

    document = run(act).document
    if output is Format.JSON:
        tell_document(document)
    else:
        _tell(document)


def _tell(document: dict[str, Any]) -> None:
    tell(f"Centre {document['center']}, {document['from']} to {document['to']}")
    rows = {
        "lines": (document["lines"], None),
        "matched": (document["matched"], document["matched_dong"]),
        **{
            name: (found["count"], found["amount_dong"])
            for name, found in document["differences"].items()
        },
    }
    for name, (count, amount_dong) in rows.items():
        amount = "" if amount_dong is None else f"{amount_dong:>24,}".replace(",", ".")
        tell(f"  {name:<20}{count:>12,}{amount}")
    outstanding = f"{document['outstanding_dong']:,}".replace(",", ".")
    tell(f"  still with the post: {outstanding} đồng")
