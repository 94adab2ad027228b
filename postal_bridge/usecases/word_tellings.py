"""Puts together what the portal is told of a step: the step, its dossier, fees and supplements."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from postal_bridge.domain.access import Center
from postal_bridge.domain.delay import CLOCK_STANDS
from postal_bridge.domain.dossier import PortalStatus
from postal_bridge.domain.portal import (
    DossierFacts,
    OwedLine,
    Supplement,
    Telling,
    TellingKind,
)
from postal_bridge.domain.portal_rules import kind_of
from postal_bridge.sealing import Sealer
from postal_bridge.store import portal_tellings
from postal_bridge.store.database import Connection
from postal_bridge.store.portal_tellings import SupplementStep, TakenTelling, ToldStep
from postal_bridge.usecases.filer import open_email, open_phone


async def read_facts(
    connection: Connection, center: Center, taken: Sequence[TakenTelling]
) -> "ReadFacts":
    """Read what is told of some steps."""
    center_id, codes = center.center_id, [each.dossier_code for each in taken]
    steps = [(each.dossier_code, each.step_id) for each in taken]
    return ReadFacts(
        await portal_tellings.facts_of_tellings(connection, center_id, steps),
        await portal_tellings.fees_of_dossiers(connection, center_id, codes),
        await portal_tellings.steps_of_dossiers(connection, center_id, codes),
    )


class ReadFacts:
    """What was read of steps and their dossiers, to be worded when it is known how."""

    def __init__(
        self,
        steps: Mapping[UUID, ToldStep],
        fees: Mapping[str, Sequence[OwedLine]],
        supplements: Mapping[str, Sequence[SupplementStep]],
    ) -> None:
        self._steps = steps
        self._fees = fees
        self._supplements = supplements

    def word(self, sealer: Sealer, center: Center, step_id: UUID, *, is_held: bool) -> Telling:
        """Return a step as it is told to a portal that holds its dossier, or does not."""
        step = self._steps[step_id]
        moved = step.due_moved_from is not None
        kind = kind_of(step.from_status, step.status, is_held=is_held, moved=moved)
        return Telling(
            step_id=step_id,
            dossier_code=step.dossier_code,
            kind=kind,
            status=step.status,
            happened_at=step.happened_at,
            handler=step.handler or step.handler_office,
            handler_office=step.handler_office,
            note=step.reason or step.note,
            facts=self._facts(sealer, center, step, kind),
        )

    def _facts(
        self, sealer: Sealer, center: Center, step: ToldStep, kind: TellingKind
    ) -> DossierFacts:
        code = step.dossier_code
        whole = kind is not TellingKind.PROGRESS
        phone, email = step.filer_phone_sealed, step.filer_email_sealed
        return DossierFacts(
            procedure_code=step.procedure_code,
            procedure_name=step.procedure_name,
            field_name=step.field_name,
            department_name=step.department_name,
            received_via=step.received_via,
            service_form=step.service_form,
            announced_at=step.announced_at,
            received_at=step.received_at,
            due_on=step.due_on,
            due_at=step.due_at,
            resolved_on=step.resolved_on,
            returned_on=step.returned_on,
            returned_via=step.returned_via,
            filer_name=step.filer_name,
            filer_phone=open_phone(sealer, center.code, code, phone) if whole else None,
            filer_email=open_email(sealer, center.code, code, email) if whole else None,
            fees=tuple(self._fees.get(code, ())),
            supplements=supplements_of(self._supplements.get(code, ()), step),
        )


def supplements_of(steps: Sequence[SupplementStep], told: ToldStep) -> tuple[Supplement, ...]:
    """Return the supplements asked for up to a step, of all the steps of its dossier."""
    ids = [each.step_id for each in steps]
    if told.step_id not in ids:
        return ()
    last = ids.index(told.step_id)
    found = []
    for place, asked in enumerate(steps[: last + 1]):
        if asked.status is not PortalStatus.SUPPLEMENT_ASKED:
            continue
        after = next(
            (each for each in steps[place + 1 : last + 1] if each.status not in CLOCK_STANDS), None
        )
        goes_on = after if after and after.status is PortalStatus.PROCESSING else None
        moved_from = goes_on.due_moved_from if goes_on else None
        later = steps[ids.index(goes_on.step_id) + 1 :] if goes_on else ()
        moved_to = next((each.due_moved_from for each in later if each.due_moved_from), told.due_on)
        found.append(
            Supplement(
                step_id=asked.step_id,
                asked_by=asked.office_name,
                asked_for=asked.reason or asked.note,
                asked_at=asked.happened_at,
                came_in_at=goes_on.happened_at if goes_on else None,
                due_before=moved_from,
                due_after=moved_to if moved_from else None,
            )
        )
    return tuple(found)
