"""Every expected "no" about reports; `domain.refusals` tells what a refusal is."""

from postal_bridge.domain.refusals import Refusal


class UnknownReport(Refusal):
    """There is no report of this name."""
