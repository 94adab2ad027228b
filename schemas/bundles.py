"""Bundles as they cross the border: several dossiers of one citizen, filed as one."""

from datetime import date, datetime
from uuid import UUID

from pydantic import AwareDatetime, Field

from postal_bridge.domain.dossier import ReceivedVia, ServiceForm
from postal_bridge.domain.money import AMOUNT_MAX_DONG
from schemas.catalogue_file import OfficeCode
from schemas.dossiers import Filer, ListedDossierShape
from schemas.shape import READABLE, Shape

DOSSIERS_MAX = 10


class BundledFiling(Shape):
    """One of the dossiers."""

    code: str = Field(min_length=1, max_length=60, examples=["000.00.19.H53-260312-0001"])
    """The code that one-stop software gave it."""

    procedure_code: str = Field(min_length=1, max_length=100, examples=["1.000001.000.00.00.H53"])
    """The procedure, as the catalogue has it."""

    department_code: OfficeCode | None = None
    """The department that handles it; left out, the procedure's."""

    due_on: date | None = None
    """The day promised to the citizen; left out, the procedure's term counts."""

    fee_dong: int | None = Field(default=None, ge=0, le=AMOUNT_MAX_DONG)
    """What is to be paid for it, in đồng."""


class NewBundle(Shape):
    """Dossiers to be filed as one."""

    name: str = Field(
        min_length=1,
        max_length=200,
        pattern=READABLE,
        examples=["Khai sinh, thường trú, bảo hiểm y tế"],
    )
    """The service they belong to."""

    received_via: ReceivedVia
    """The channel they come in by."""

    received_at: AwareDatetime | None = None
    """When they were received; left out, now. Posted ones are announced and filed by the scan."""

    service_form: ServiceForm | None = None
    """What the citizen asks of the post."""

    filer: Filer
    """Who files them."""

    consignment_code: str | None = Field(default=None, min_length=1, max_length=40)
    """The consignment that carries the papers of all, if one has a code already."""

    dossiers: list[BundledFiling] = Field(min_length=2, max_length=DOSSIERS_MAX)
    """The dossiers; money taken with their consignment is for the first."""


class BundleShape(Shape):
    """Dossiers of one citizen that were filed as one."""

    bundle_id: UUID
    """The bundle."""

    name: str
    """The service they belong to."""

    created_at: datetime
    """When they were filed."""

    created_office: str
    """Where."""

    dossiers: list[ListedDossierShape]
    """The dossiers, as far as the reader may see them."""
