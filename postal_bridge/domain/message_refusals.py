"""What is refused of messages."""

from postal_bridge.domain.refusals import Refusal


class ReportNotGenuine(Refusal):
    """This report is not from whoever carries our messages."""


class UnknownMessage(Refusal):
    """The centre has no such message."""


class MessageUnderWay(Refusal):
    """This message is on its way already, or there is no way it could go."""


class UnknownLink(Refusal):
    """This link is none of ours, or leads nowhere any more."""
