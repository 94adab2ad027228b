"""What the service says about itself."""

from typing import Literal

from schemas.shape import Shape


class Alive(Shape):
    """The process answers."""

    status: Literal["alive"]
    """Always the same: what does not answer is not alive."""


class Ready(Shape):
    """The database answers and has the schema of this release."""

    status: Literal["ready"]
    """Always the same: what is not ready is a problem of status 503."""
