"""Prepared apologies as they cross the border."""

from datetime import date, datetime

from schemas.shape import Shape


class PreparedApologyShape(Shape):
    """An apology that was prepared because a dossier will be late, and that waits to be signed."""

    dossier_code: str
    """The dossier."""

    department_code: str
    """Who has to sign."""

    reason: str
    """Why the result will be late, as it was prepared."""

    due_on: date
    """The day promised to the citizen."""

    new_due_on: date
    """The new day, as it was prepared."""

    prepared_at: datetime
    """When it was prepared, local time of the centre."""
