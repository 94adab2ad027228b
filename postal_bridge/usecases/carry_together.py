"""What lies together: several dossiers in one consignment, and one dossier in several of them.

Owns what may be put together. Registering is `register_consignment`'s, saying it later
`bind_dossier`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.code_refusals import BadTrackingCode
from postal_bridge.domain.consignment import CITIZEN_LEGS
from postal_bridge.domain.custody import FINAL_STATES, Leg
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, Refusal, UnknownCode
from postal_bridge.domain.said import Said
from postal_bridge.store import consignments, custody
from postal_bridge.store.consignments import Consignment, SlipDossier
from postal_bridge.store.database import Connection
from postal_bridge.usecases.look_up_consignment import find_visible, office_of

#: Papers that fill more go by other means.
PARTS_MAX = 20


@dataclass(frozen=True, slots=True)
class JoinedParts:
    """The part that a further one was said to belong to, the first of them, and what they carry."""

    first: Consignment
    named: str
    dossier_codes: Sequence[str]


async def find_dossier(connection: Connection, viewer: Viewer, text: str) -> SlipDossier:
    """Return the dossier that a slip names, if the viewer has to do with it.

    Raises:
        InvalidInput: there is none, which is also said when it is not the viewer's to see.

    """
    try:
        code = DossierCode.parse(text).text
    except Refusal as refusal:
        problem = FieldProblem("dossier_code", refusal.code(), refusal.detail)
        raise InvalidInput(problem) from refusal
    found = await consignments.dossier_for_slip(
        connection,
        viewer.center_id,
        code,
        office_of(viewer),
        for_post=viewer.role is Role.POST,
    )
    if found is None:
        detail = Said("is no dossier that you may see")
        raise InvalidInput(FieldProblem("dossier_code", "unknown_dossier", detail))
    return found


async def find_further(
    connection: Connection, viewer: Viewer, dossier_code: str | None, further: Sequence[str]
) -> list[SlipDossier]:
    """Return the dossiers that are named beside the first.

    Raises:
        InvalidInput: one is named twice, or without a first one, or is not there to be seen.

    """
    codes = [dossier_code, *further]
    if further and (dossier_code is None or len(set(codes)) < len(codes)):
        detail = Said("name the first dossier, and each once")
        raise InvalidInput(FieldProblem("further_dossiers", "named_twice", detail))
    try:
        return [await find_dossier(connection, viewer, code) for code in further]
    except InvalidInput as refusal:
        problems = (replace(each, path="further_dossiers") for each in refusal.problems)
        raise InvalidInput(*problems) from None


def refuse_strangers(leg: Leg, dossier: SlipDossier, further: Sequence[SlipDossier]) -> None:
    """Refuse dossiers that cannot lie in one consignment.

    To and from citizens they are one citizen's, to and from departments one department's.

    Raises:
        InvalidInput: they are not.

    """
    for each in further:
        if leg in CITIZEN_LEGS:
            if (each.filer_name, each.phone_index) != (dossier.filer_name, dossier.phone_index):
                detail = Said("{code} is of another citizen", code=each.code)
                raise InvalidInput(FieldProblem("further_dossiers", "another_filer", detail))
        elif each.department_code != dossier.department_code:
            detail = Said("{code} is of another department", code=each.code)
            raise InvalidInput(FieldProblem("further_dossiers", "another_department", detail))


async def join_parts(
    connection: Connection, viewer: Viewer, leg: Leg, part_of: str | None
) -> JoinedParts | None:
    """Return what a further part belongs to, None where a consignment is no further part.

    From here on nobody else moves the dossiers: one whose parts have come meanwhile is not held up
    by another.

    Raises:
        InvalidInput: the viewer may see no such consignment, it goes another way, carries no
            dossier, has come already, or has as many parts as there may be.

    """
    if part_of is None:
        return None
    try:
        first = await find_visible(connection, viewer, part_of)
    except (UnknownCode, BadTrackingCode) as refusal:
        problem = FieldProblem("part_of", refusal.code(), refusal.detail)
        raise InvalidInput(problem) from None
    if first.leg is not leg or first.dossier_code is None:
        detail = Said("is no consignment of a dossier on this leg")
        raise InvalidInput(FieldProblem("part_of", "another_way", detail))
    # As scans do, things before dossiers: what is being scanned now is waited for.
    await custody.lock_things(
        connection, viewer.center_id, {first.code, first.part_of or first.code}
    )
    carried = await consignments.carried_by(connection, viewer.center_id, first.code)
    codes, named = [each.dossier_code for each in carried], first.part_of or first.code
    await consignments.begin_parts(connection, viewer.center_id, named, codes)
    parts = await consignments.parts_with(connection, viewer.center_id, named)
    if all(part.state in FINAL_STATES for part in parts):
        detail = Said("has come to its end already")
        raise InvalidInput(FieldProblem("part_of", "has_come", detail))
    if len(parts) >= PARTS_MAX:
        detail = Said("has {most} parts already", most=PARTS_MAX)
        raise InvalidInput(FieldProblem("part_of", "too_many_parts", detail))
    return JoinedParts(first, named, codes)
