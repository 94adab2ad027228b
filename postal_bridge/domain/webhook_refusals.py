"""What is refused of webhooks, by which we tell programs of others what happened."""

from postal_bridge.domain.refusals import Refusal


class UnknownWebhook(Refusal):
    """The centre has no such webhook."""


class UnknownDelivery(Refusal):
    """This webhook has no such delivery."""


class WebhookAddressRefused(Refusal):
    """A webhook leads to an https address that is public, without a name or password in it."""


class TooManyWebhooks(Refusal):
    """A centre has at most {most} webhooks: remove one first."""


class ReplayTooLong(Refusal):
    """At most {days} days and {events} events are sent again at once: ask for less."""


class WebhookDisabled(Refusal):
    """This webhook is disabled: enable it first."""
