"""What is refused of calls that others make to us, and of the secrets by which they are known."""

from postal_bridge.domain.refusals import Refusal


class NotGenuine(Refusal):
    """This call does not prove that it is from whoever it says."""


class OutOfTime(Refusal):
    """This call was signed too long ago or ahead of time: sign it anew by a clock that is right."""


class UnusableSecret(Refusal):
    """A secret for signatures is whsec_ and 24 to 64 bytes in base64."""


class UnknownSource(Refusal):
    """Nobody of this name may call in."""


class WayNotOffered(Refusal):
    """Calls of this party cannot be proved in this way."""


class SecretKnown(Refusal):
    """This secret is in use already."""


class UnknownSecret(Refusal):
    """There is no such secret, or it has ended."""


class UnknownIncoming(Refusal):
    """The centre has no such call."""


class IncomingNotOpen(Refusal):
    """This call waits to be understood, or is done with."""
