"""Stories of sandbox centres as they cross the border."""

from datetime import datetime

from pydantic import Field

from postal_bridge.domain.story import Story
from schemas.shape import Shape


class StoryShape(Shape):
    """By which story a consignment is carried, and how far it has come."""

    consignment_code: str
    """The consignment."""

    story: Story
    """The story that its reference or the last digit of its dossier code chose."""

    beats: list[str] = Field(examples=[["sender give", "post take", "post go_out"]])
    """What happens: who does what, for which reason, and how much of what is due is paid."""

    beats_done: int
    """How many of them have happened."""

    next_at: datetime | None
    """When the next one happens; null when none will."""

    stopped_by: str | None
    """The code of the refusal by which the story ended early: others scanned in between."""
