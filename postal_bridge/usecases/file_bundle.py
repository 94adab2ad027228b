"""File several dossiers of one citizen as one, such as birth, residence and health insurance.

Each stays a dossier of its own, with its procedure, department, term and fees, and counts as one.
What they have in common is the citizen, the day, the way they came, and the consignment that
carries their papers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, NotForYourRole, UnknownCode
from postal_bridge.domain.said import Said
from postal_bridge.sealing import Sealer
from postal_bridge.store import bundles
from postal_bridge.store.bundles import Bundle
from postal_bridge.store.database import Connection, Database
from postal_bridge.usecases.announce_steps import announce_steps
from postal_bridge.usecases.enter_register import enter_register
from postal_bridge.usecases.look_up_dossier import bundled_documents
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.owe_fees import owe
from postal_bridge.usecases.register_dossier import (
    Filed,
    Filing,
    bring_papers,
    judged,
    write_dossier,
)

DOSSIERS_MIN = 2
DOSSIERS_MAX = 10


@dataclass(frozen=True, slots=True)
class BundleFiling:
    """Filings of one citizen under the name of the service they belong to."""

    name: str
    filings: Sequence[Filing]


async def file_bundle(asked: Asked, bundle: BundleFiling) -> Answer:
    """Add all dossiers or none, and answer with the bundle.

    The first is the one by which their consignment is named, and for which money is taken with it.

    Raises:
        NotForYourRole: departments and accountants do not file.
        InvalidInput: with a problem for each field that cannot be right.
        DossierKnown: the centre has a dossier of one of the codes.

    """
    viewer = asked.viewer
    if viewer.role not in (Role.POST, Role.CENTER, Role.ADMIN):
        raise NotForYourRole
    now = asked.clock()
    filings = _judged(bundle, viewer, asked.clock)

    async def act(connection: Connection) -> Answer:
        filed = await _write(connection, asked.sealer, viewer, filings, now)
        for place, each in enumerate(filed):
            await bring_papers(connection, asked.sealer, viewer, each, now, beside=place > 0)
        kept = Bundle(uuid4(), bundle.name, now, viewer.office_code)
        codes = [filing.code for filing in filings]
        await bundles.add_bundle(connection, viewer.center_id, kept, viewer.login, codes)
        steps, occasion = [each.step for each in filed], f"bundle {kept.bundle_id}"
        await announce_steps(connection, asked.sealer, asked.clock, viewer.center, steps, occasion)
        for each in filed:
            await owe(connection, viewer, each.dossier.department_code, each.fees, now)
        await enter_register(connection, viewer.center_id, codes, now)
        return Answer(201, await _document(connection, asked.clock, viewer, kept))

    return await asked.once(act)


async def _write(
    connection: Connection,
    sealer: Sealer,
    viewer: Viewer,
    filings: Sequence[Filing],
    now: datetime,
) -> list[Filed]:
    """Add the dossiers, and return them in the order in which they were named.

    They are added in the order of their codes and before anything else is locked, so that bundles
    that share some of them wait for each other and never both.
    """
    filed: dict[str, Filed] = {}
    for place, filing in sorted(enumerate(filings), key=lambda each: each[1].code):
        try:
            filed[filing.code] = await write_dossier(connection, sealer, viewer, filing, now)
        except InvalidInput as refusal:
            raise InvalidInput(*_placed(refusal, place)) from None
    return [filed[filing.code] for filing in filings]


async def look_up_bundle(
    database: Database, clock: Clock, viewer: Viewer, bundle_id: UUID
) -> dict[str, Any]:
    """Return a bundle with those of its dossiers that the viewer may see.

    Raises:
        UnknownCode: there is none, or none of its dossiers is the viewer's to see.

    """
    async with database.snapshot() as connection:
        found = await bundles.find_bundle(connection, viewer.center_id, bundle_id)
        if found is None:
            raise UnknownCode
        document = await _document(connection, clock, viewer, found)
    if not document["dossiers"]:
        raise UnknownCode
    return document


def _judged(bundle: BundleFiling, viewer: Viewer, clock: Clock) -> list[Filing]:
    """Return the filings with their codes as they are stored, or refuse all that is wrong."""
    problems: list[FieldProblem] = []
    filings: list[Filing] = []
    now = clock()
    for place, filing in enumerate(bundle.filings):
        try:
            filings.append(replace(filing, code=judged(filing, viewer, now)))
        except InvalidInput as refusal:
            problems += _placed(refusal, place)
    codes = [filing.code for filing in filings]
    problems += [
        FieldProblem(f"dossiers[{place}].code", "repeated", Said("was there before"))
        for place, code in enumerate(codes)
        if code in codes[:place]
    ]
    if not DOSSIERS_MIN <= len(bundle.filings) <= DOSSIERS_MAX:
        detail = Said("must be {least} to {most}", least=DOSSIERS_MIN, most=DOSSIERS_MAX)
        problems.append(FieldProblem("dossiers", "out_of_range", detail))
    if problems:
        raise InvalidInput(*problems)
    return filings


def _placed(refusal: InvalidInput, place: int) -> list[FieldProblem]:
    """Return problems of one filing by where it stands; what all have in common is told once."""
    return [
        problem
        if problem.path == "consignment_code"
        else replace(problem, path=f"dossiers[{place}].{problem.path}")
        for problem in refusal.problems
    ]


async def _document(
    connection: Connection, clock: Clock, viewer: Viewer, bundle: Bundle
) -> dict[str, Any]:
    return {
        "bundle_id": str(bundle.bundle_id),
        "name": bundle.name,
        "created_at": bundle.created_at.astimezone(viewer.center.zone).isoformat(),
        "created_office": bundle.created_office,
        "dossiers": await bundled_documents(connection, viewer, bundle.bundle_id, clock()),
    }
