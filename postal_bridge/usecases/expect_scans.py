"""Lists what a person with a scanner should meet today, to be kept on the device beforehand.

The list names things, how they stand and which papers are to be counted in them, and nothing about
citizens. With it goes the account to which the post is paid on delivery, so that a device shows it
without a network.
"""

from dataclasses import asdict, dataclass

from postal_bridge.domain.access import OfficeKind, Viewer
from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.vietqr import Beneficiary, Payee
from postal_bridge.store.beneficiaries import beneficiary_of
from postal_bridge.store.consignments import papers_of
from postal_bridge.store.database import Database
from postal_bridge.store.expectations import Expected, expected_at_office
from postal_bridge.store.rules import load_scene
from postal_bridge.usecases.look_up_consignment import actions_for

EXPECTED_MAX = 2_000

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class ExpectedList:
    """Things to be met, whether there are more than are listed, and whom fees are transferred to.

    `payee` is None where nothing is taken for others, and where no account was named.
    """

    items: list[Document]
    more: bool
    payee: Beneficiary | None

    def document(self) -> Document:
        """Return the list as a device keeps it."""
        payee = asdict(self.payee) if self.payee else None
        return {"items": self.items, "more": self.more, "payee": payee}


async def list_expected(database: Database, clock: Clock, viewer: Viewer) -> ExpectedList:
    """Return what the viewer's office is to take, holds or has out.

    A post office is also told what citizens have announced to it for collection.
    """
    is_post = viewer.office_kind is OfficeKind.POST
    today = clock().astimezone(viewer.center.zone).date()
    async with database.snapshot() as connection:
        scene, _ = await load_scene(connection, viewer.center_id, today)
        found = await expected_at_office(
            connection,
            viewer.center_id,
            viewer.office_code,
            collects=is_post,
            limit=EXPECTED_MAX + 1,
        )
        codes = [each.thing.code for each in found[:EXPECTED_MAX]]
        papers = await papers_of(connection, viewer.center_id, codes)
        payee = None
        if is_post:
            payee = await beneficiary_of(connection, Payee.POST, viewer.center.code, today)

    def document(each: Expected) -> Document:
        thing, standing = each.thing, each.standing
        return {
            "code": thing.code,
            "kind": thing.kind.value,
            "leg": thing.leg.value if thing.leg else None,
            "destination": thing.destination,
            "dossier_code": each.dossier_code,
            "further_dossiers": list(each.further),
            "state": standing.state.value,
            "holder": standing.holder,
            "offered_to": standing.offered_to,
            "bag": standing.bag,
            "collect_dong": each.collect_dong,
            "papers": papers[thing.code],
            "next_actions": actions_for(viewer, thing, standing, scene),
        }

    items = [document(each) for each in found[:EXPECTED_MAX]]
    return ExpectedList(items, len(found) > EXPECTED_MAX, payee)
