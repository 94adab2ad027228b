"""Every expected "no" about the stories of sandbox centres."""

from postal_bridge.domain.refusals import Refusal


class NoSandbox(Refusal):
    """{center} is a centre for real; stories are told at sandbox centres alone."""


class StoryEnded(Refusal):
    """The story of {code} has ended."""
