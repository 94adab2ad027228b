"""Refusals about carriers, what is ordered of them, and what they report."""

from postal_bridge.domain.refusals import Refusal


class UnknownCarrier(Refusal):
    """The centre has no such carrier."""


class UnknownCarrierOrder(Refusal):
    """The centre has no such order of a carrier."""


class UnknownCarrierReport(Refusal):
    """The centre has no such report of a carrier that waits for a person."""


class OrderNotOpen(Refusal):
    """The order stands as {state}, where this cannot be done any more or is not needed."""
