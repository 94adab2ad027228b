"""Bundles: several dossiers of one citizen filed as one, and read."""

from uuid import UUID

from postal_bridge.domain.refusals import DossierKnown, UnknownCode
from postal_bridge.usecases.file_bundle import BundleFiling, look_up_bundle
from postal_bridge.usecases.file_bundle import file_bundle as filing_bundle
from postal_bridge.usecases.once import Answer
from postal_bridge.usecases.register_dossier import Filing
from routes.route import Call, Reply, operation
from schemas.bundles import BundleShape, NewBundle


@operation(takes=NewBundle, gives=BundleShape, status=201, refuses=(DossierKnown,))
async def file_bundle(call: Call[NewBundle, None]) -> Answer:
    """File several dossiers of one citizen as one, all or none.

    Each stays a dossier with its own department, term and fees. What one consignment carries is
    filed together, by the scan that takes it over.
    """
    return await filing_bundle(call.asked, bundle_of(call.body))


@operation(gives=BundleShape, refuses=(UnknownCode,))
async def read_bundle(call: Call[None, None]) -> Reply:
    """Read what was filed as one: a department its own dossiers, the post what it carries."""
    try:
        bundle_id = UUID(call.path["bundle_id"])
    except ValueError:
        raise UnknownCode from None
    bridge = call.bridge
    return Reply(await look_up_bundle(bridge.database, bridge.clock, call.viewer, bundle_id))


def bundle_of(stated: NewBundle) -> BundleFiling:
    """Return what is to be filed as one."""
    filings = [
        Filing(
            code=each.code,
            procedure_code=each.procedure_code,
            received_via=stated.received_via,
            department_code=each.department_code,
            service_form=stated.service_form,
            received_at=stated.received_at,
            due_on=each.due_on,
            filer_name=stated.filer.name,
            filer_phone=stated.filer.phone,
            filer_address=stated.filer.address,
            fee_dong=each.fee_dong,
            consignment_code=stated.consignment_code,
        )
        for each in stated.dossiers
    ]
    return BundleFiling(stated.name, filings)
