"""What is refused of the national portal."""

from postal_bridge.domain.refusals import Refusal


class UnknownTelling(Refusal):
    """The portal is not to be told of any such step, or that is done with."""


class TellingUnderWay(Refusal):
    """The portal is being told of this step at this moment."""


class UnknownFinding(Refusal):
    """Nothing of this identity came from the portal, or it is settled."""


class PortalNotNamed(Refusal):
    """The operator has not named {host} among the hosts of the national portal."""
