"""Why a consignment is cancelled, by call and by form."""

from typing import Annotated

from pydantic import Field

from schemas.shape import READABLE, Query, Shape

_Reason = Annotated[str, Field(min_length=3, max_length=500, pattern=READABLE)]


class CancelledConsignment(Shape):
    """Why a consignment is cancelled."""

    reason: _Reason
    """The reason, as it stands in the list of changes."""


class CancellingForm(Query):
    """Why a consignment is cancelled, by the form on its page."""

    reason: _Reason
    """The reason, as it stands in the list of changes."""
