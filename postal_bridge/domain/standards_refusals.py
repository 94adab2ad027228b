"""Every expected "no" about what is exchanged by the standards of GS1 and of the UPU."""

from postal_bridge.domain.refusals import Refusal


class UnknownEvent(Refusal):
    """There is no event of this identity here."""


class VersionNotSpoken(Refusal):
    """EPCIS and its vocabulary are spoken here in version 2.0 only."""


class UnknownCapture(Refusal):
    """There is no such document here, or somebody else sent it."""


class TooManyEvents(Refusal):
    """A document has at most {most} events."""


class UnknownObservation(Refusal):
    """Nothing of this identity waits to be settled."""


class CaptureNotRead(Refusal):
    """There is no document of this identity that was read, or what it said was forgotten."""


class CaptureNotFaulty(Refusal):
    """No document of this identity has faults that wait for a person."""


class ToldOfFuture(Refusal):
    """What is told has not happened yet."""


class ToldOtherwise(Refusal):
    """An event of this identity told something else before; one of them is not that event."""
