"""What is refused of messages."""

from postal_bridge.domain.refusals import Refusal


class ReportNotGenuine(Refusal):
    """This report is not from whoever carries our messages."""
