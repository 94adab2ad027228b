"""Takes webhooks of the service: verifies them, does nothing twice, and answers quickly.

SECRET=whsec_… python docs/examples/webhook_receiver.py [PORT]

Prints what it is told, and what it refused.
"""

import os
import sys

from aiohttp import web

from postal_bridge.client.webhooks import NotGenuineError, verify

BODY_BYTES_MAX = 1024 * 1024


class Receiver:
    """Keeps what came until it is worked on; a real one keeps it in a database."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self.kept: dict[str, object] = {}

    async def take(self, request: web.Request) -> web.Response:
        """Take a webhook: look at nothing before it is verified, work on nothing before answering.

        What is sent again has the same identity.
        """
        try:
            webhook = verify(self._secret, request.headers, await request.read())
        except NotGenuineError as error:
            tell(f"refused: {error}")
            return web.Response(status=401)
        if webhook.webhook_id not in self.kept:
            self.kept[webhook.webhook_id] = webhook.content
            tell(f"{webhook.content['type']} {webhook.content['data'].get('code', '')}".rstrip())
        return web.Response(status=204)


def tell(what: str) -> None:
    """Print a line at once, whoever reads it."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def application(receiver: Receiver) -> web.Application:
    """Return what listens."""
    app = web.Application(client_max_size=BODY_BYTES_MAX)
    app.router.add_post("/webhooks", receiver.take)
    return app


if __name__ == "__main__":
    if "SECRET" not in os.environ:
        sys.exit("SECRET is the text that was shown when the webhook was set up")
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8090
    receiver = application(Receiver(os.environ["SECRET"]))
    web.run_app(receiver, host="127.0.0.1", port=port, print=tell)
