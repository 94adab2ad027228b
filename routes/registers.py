"""The register of the dossiers of a year as PDF.

Owns how its facts are worded for people; its looks are the document's.
"""

from functools import partial

from postal_bridge.documents.dossier_register import (
    DossierRegister,
    RegisterLine,
    render_dossier_register,
)
from postal_bridge.documents.paper_head import PaperHead
from postal_bridge.usecases.write_register import RegisterEntry, write_register
from routes.dossier_papers import WAYS
from routes.printing import PDF, print_aside
from routes.route import Call, Reply, operation
from schemas.reports import PeriodQuery

#: What the register says of a dossier whose receipt was a mistake; its number is not given again.
TAKEN_BACK = "Đã hoàn tác tiếp nhận"


@operation(query=PeriodQuery, gives=PDF)
async def print_register(call: Call[None, PeriodQuery]) -> Reply:
    """Print the register of the dossiers received on some days of one year.

    Numbers run through the year. At most 3,000 dossiers are printed at once.
    """
    bridge, query, center = call.bridge, call.query, call.viewer.center
    first, last = query.period_from, query.period_to
    facts = await write_register(
        bridge.database, bridge.clock, bridge.sealer, call.viewer, first, last
    )
    register = DossierRegister(
        head=PaperHead(
            agency=center.name, printed_at=facts.printed_at, form=facts.form, day=facts.day
        ),
        first=first,
        last=last,
        lines=[_line(entry) for entry in facts.entries],
    )
    pdf = await print_aside(partial(render_dossier_register, register))
    name = f"dossier-register-{first}-{last}.pdf"
    return Reply(pdf, headers={"Content-Disposition": f'inline; filename="{name}"'})


def _line(entry: RegisterEntry) -> RegisterLine:
    reached_at, dossier = ", ".join(filter(None, (entry.address, entry.phone))), entry.dossier
    return RegisterLine(
        number=dossier.number,
        dossier_code=dossier.code,
        procedure_name=dossier.procedure_name,
        owner=dossier.filer_name,
        reached_at=reached_at or None,
        department_name=dossier.department_name,
        received_on=dossier.received_on,
        due_on=dossier.due_on,
        returned_on=dossier.returned_on,
        returned_via=dossier.returned_via and WAYS[dossier.returned_via],
        note=TAKEN_BACK if dossier.is_taken_back else None,
    )
