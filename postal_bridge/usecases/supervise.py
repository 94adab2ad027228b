"""Tells who may settle what went wrong at an office, and count the cash of its couriers.

Supervisors of an office may, and administrators. Where an office has named no supervisor who can
sign in, everybody there may, so that work goes on; whoever names the first one takes it from the
others. Which things somebody may see is not decided here.
"""

from dataclasses import dataclass

from postal_bridge.domain.access import SUPERVISED_ROLES, Role, Viewer
from postal_bridge.domain.refusals import FieldProblem, OwnCash, SupervisorNeeded
from postal_bridge.domain.said import Said
from postal_bridge.store import people
from postal_bridge.store.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Supervision:
    """Whether a viewer may act as a supervisor, and the names of those who do at their office."""

    allowed: bool
    names: tuple[str, ...]


def supervision_problem(role: Role) -> FieldProblem | None:
    """Return what is wrong with naming somebody of a role a supervisor, or None."""
    if role in SUPERVISED_ROLES:
        return None
    detail = Said("people of the role {role} supervise no office", role=role)
    return FieldProblem("supervises", "no_supervisor", detail)


async def look_up_supervision(database: Database, viewer: Viewer) -> Supervision:
    """Return whether a viewer may act as a supervisor, and who else may."""
    async with database.snapshot() as connection:
        return await supervision_of(connection, viewer)


async def supervision_of(connection: Connection, viewer: Viewer) -> Supervision:
    """Return whether a viewer may act as a supervisor, and who else may."""
    found = await people.supervisors_of(connection, viewer.center_id, viewer.office_code)
    allowed = viewer.role is Role.ADMIN or not found or viewer.login in found
    return Supervision(allowed, tuple(found.values()))


async def require_supervisor(connection: Connection, viewer: Viewer) -> None:
    """Let supervisors pass.

    Raises:
        SupervisorNeeded: the viewer's office has supervisors, and the viewer is none of them.

    """
    if not (await supervision_of(connection, viewer)).allowed:
        raise SupervisorNeeded


async def require_self_or_supervisor(connection: Connection, viewer: Viewer, login: str) -> None:
    """Let those pass who may take back what somebody concluded: that person, and supervisors.

    Raises:
        SupervisorNeeded: as `require_supervisor`.

    """
    if viewer.login != login:
        await require_supervisor(connection, viewer)


async def require_counter_of(connection: Connection, viewer: Viewer, courier: str) -> None:
    """Let those pass who may count the cash of a courier.

    Raises:
        OwnCash: it is the viewer's own.
        SupervisorNeeded: as `require_supervisor`.

    """
    if viewer.login == courier:
        raise OwnCash
    await require_supervisor(connection, viewer)
