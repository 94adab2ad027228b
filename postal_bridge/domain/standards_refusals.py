"""Every expected "no" about what is exchanged by the standards of GS1 and of the UPU."""

from postal_bridge.domain.refusals import Refusal


class UnknownEvent(Refusal):
    """There is no event of this identity here."""


class VersionNotSpoken(Refusal):
    """EPCIS and its vocabulary are spoken here in version 2.0 only."""
