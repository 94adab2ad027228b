"""Every expected "no" to citizens who track, ask the post for carriage and rate the service.

What everybody's request may be refused for stands in `refusals.py`.
"""

from postal_bridge.domain.refusals import Refusal


class TrackingEnded(Refusal):
    """Half an hour has passed since you gave the code and the digits: give them once more."""


class NotReturnedYet(Refusal):
    """The service is rated once the result was handed over."""


class AlreadyRated(Refusal):
    """The service for this dossier was rated before, and is rated once."""


class RatingLinkEnded(Refusal):
    """This link asks for no rating any more, or never did."""


class CarriageNotOpen(Refusal):
    """The post cannot be asked for this now: the dossier is not so far, or farther already."""


class CarriageAsked(Refusal):
    """This was asked for before, and the post office has not answered yet."""


class UnknownCarriageRequest(Refusal):
    """There is no such request among those your office may see."""


class CarriageRequestClosed(Refusal):
    """This request was answered before."""
