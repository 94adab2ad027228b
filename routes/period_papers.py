"""A closed period on paper: minutes for both sides to sign, and its books as spreadsheets."""

from collections.abc import Callable
from datetime import date
from functools import partial

from postal_bridge.documents.period_sheets import (
    SheetHead,
    render_differences,
    render_ledger,
    render_trial_balance,
)
from postal_bridge.documents.reconciliation_minutes import (
    CarriedItem,
    ClassLine,
    KindLine,
    Minutes,
    render_minutes,
)
from postal_bridge.domain.access import Center, OfficeKind
from postal_bridge.domain.period_refusals import PeriodNotClosed, UnknownPeriod
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, UnknownOffice
from postal_bridge.domain.said import Said
from postal_bridge.usecases.look_up_periods import ClosedPeriod, closed_period, journal_of_period
from postal_bridge.usecases.sum_up_unit import UnitSums, sum_up_unit
from routes.printing import PDF, XLSX, print_aside
from routes.route import Call, Reply, operation
from schemas.periods import MinutesQuery

_REFUSES = (UnknownPeriod, PeriodNotClosed)


@operation(query=MinutesQuery, gives=PDF, refuses=(*_REFUSES, UnknownOffice))
async def print_minutes(call: Call[None, MinutesQuery]) -> Reply:
    """Print the reconciliation minutes (Biên bản đối soát) of a closed period.

    Of one department, of one post office, or of all where none is named. The seal of the figures
    stands in the footer.
    """
    query, database = call.query, call.bridge.database
    if query.department and query.post_office:
        detail = Said("must not be given together with the department")
        raise InvalidInput(FieldProblem("post_office", "one_unit", detail))
    code = query.department or query.post_office
    kind = OfficeKind.DEPARTMENT if query.department else OfficeKind.POST
    closed = await closed_period(database, call.viewer, call.path["period_id"])
    sums = await sum_up_unit(database, call.viewer, closed.figures, kind, code)
    minutes = minutes_of(closed, call.viewer.center, kind, sums)
    pdf = await print_aside(partial(render_minutes, minutes))
    name = "-".join(filter(None, ("minutes", closed.period.period_id, code)))
    return Reply(pdf, headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


@operation(gives=XLSX, refuses=_REFUSES)
async def download_ledger(call: Call[None, None]) -> Reply:
    """Download the postings that count in a closed period (Sổ cái)."""
    closed, head = await _closed(call)
    rows = await journal_of_period(call.bridge.database, call.viewer, closed.period.period_id)
    return await _sheet(closed, "ledger", partial(render_ledger, head, rows))


@operation(gives=XLSX, refuses=_REFUSES)
async def download_trial_balance(call: Call[None, None]) -> Reply:
    """Download the trial balance of a closed period (Bảng cân đối phát sinh)."""
    closed, head = await _closed(call)
    rows = closed.figures["trial_balance"]
    return await _sheet(closed, "trial-balance", partial(render_trial_balance, head, rows))


@operation(gives=XLSX, refuses=_REFUSES)
async def download_differences(call: Call[None, None]) -> Reply:
    """Download the differences of a closed period, as they stood when it was closed."""
    closed, head = await _closed(call)
    rows = closed.figures["differences"]
    return await _sheet(closed, "differences", partial(render_differences, head, rows))


def minutes_of(closed: ClosedPeriod, center: Center, kind: OfficeKind, sums: UnitSums) -> Minutes:
    """Return the minutes of a unit: the post signs on one side, whom it collects for on the other.

    What came late is told where all units stand together, for it is frozen for them together.
    """
    late = closed.figures["late_collections"] if sums.name is None else []
    department = sums.name if kind is OfficeKind.DEPARTMENT else None
    post = sums.name if kind is OfficeKind.POST else None
    return Minutes(
        center_name=center.name,
        agency_name=department or center.name,
        post_name=post or "Bưu điện thu hộ",
        period_id=closed.period.period_id,
        first_on=closed.period.first_on,
        last_on=closed.period.last_on,
        closed_at=closed.closed_at.astimezone(center.zone),
        seal=closed.seal.hex(),
        kinds=[KindLine(*line) for line in sums.kinds],
        classes=[ClassLine(*line) for line in sums.classes],
        carried=[
            CarriedItem(
                day=date.fromisoformat(row["day"]),
                dossier_code=row["dossier_code"],
                difference_class=row["class"],
                amount_dong=row["amount_dong"],
            )
            for row in sums.carried
        ],
        late_dong=sum(row["amount_dong"] for row in late),
    )


async def _closed(call: Call[None, None]) -> tuple[ClosedPeriod, SheetHead]:
    closed = await closed_period(call.bridge.database, call.viewer, call.path["period_id"])
    period = closed.period
    head = SheetHead(
        center_name=call.viewer.center.name,
        period_id=period.period_id,
        first_on=period.first_on,
        last_on=period.last_on,
        seal=closed.seal.hex(),
        zone=call.viewer.center.zone,
    )
    return closed, head


async def _sheet(closed: ClosedPeriod, name: str, render: Callable[[], bytes]) -> Reply:
    content = await print_aside(render)
    named = f'attachment; filename="{name}-{closed.period.period_id}.xlsx"'
    return Reply(content, headers={"Content-Disposition": named})
