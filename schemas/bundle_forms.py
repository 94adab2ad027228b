"""What the form of a bundle sends: one citizen, and a row for each dossier."""

from pydantic import Field

from postal_bridge.domain.dossier import ReceivedVia, ReturnedVia
from schemas.bundles import DOSSIERS_MAX
from schemas.counter import TypedAmount
from schemas.shape import READABLE, Query


class BundleRow(Query):
    """One of the dossiers."""

    code: str = Field(min_length=1, max_length=60)
    """The code that one-stop software gave it."""

    procedure_code: str = Field(min_length=1, max_length=100)
    """The procedure."""

    fee_dong: TypedAmount | None = None
    """What is to be paid."""


class BundleForm(Query):
    """Dossiers of one citizen filed as one."""

    name: str = Field(min_length=1, max_length=200, pattern=READABLE)
    """The service they belong to."""

    received_via: ReceivedVia
    """The channel they come in by."""

    returned_via: ReturnedVia
    """The channel by which the citizen wants the results."""

    filer_name: str = Field(min_length=1, max_length=500, pattern=READABLE)
    """Who files them."""

    filer_phone: str | None = Field(default=None, max_length=60)
    """Their number."""

    filer_address: str | None = Field(default=None, max_length=1_000)
    """Where the results may be sent."""

    consignment_code: str | None = Field(default=None, max_length=40)
    """The consignment by which the papers of all came."""

    dossiers: dict[int, BundleRow] = Field(default_factory=dict, max_length=DOSSIERS_MAX)
    """The dossiers, by the number of their row."""
