"""News for boards: that something of a centre has changed, never what.

Whoever is told reads again what they may see. News are sent apart from what they tell of and at
most twice a second, because a commit that carries a notice waits for every other that does; one
that gets lost with its process is made up for by the next, and boards ask again now and then.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from postal_bridge.store import news
from postal_bridge.store.database import Database
from postal_bridge.store.readiness import is_outage

PAUSE_SECONDS = 0.5
RECONNECT_SECONDS = 2.0

log = structlog.get_logger("postal_bridge.news")


class News:
    """What this process tells and hears of the centres."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._untold: set[int] = set()
        self._waiting: dict[int, set[asyncio.Event]] = {}
        self._telling: asyncio.Task[None] | None = None
        self._listening: asyncio.Task[None] | None = None
        self.closed = False

    def tell(self, center_id: int) -> None:
        """Let everybody know soon that this centre has news."""
        self._untold.add(center_id)
        if self._telling is None and not self.closed:
            self._telling = asyncio.create_task(self._tell())

    @contextmanager
    def heard(self, center_id: int) -> Iterator[asyncio.Event]:
        """Yield an event that is set whenever the centre has news, and when we close.

        It is set from the first, because something may have come between the page and this.
        """
        event = asyncio.Event()
        event.set()
        self._waiting.setdefault(center_id, set()).add(event)
        if self._listening is None and not self.closed:
            self._listening = asyncio.create_task(self._listen())
        try:
            yield event
        finally:
            self._waiting[center_id].discard(event)
            if not self._waiting[center_id]:
                del self._waiting[center_id]

    async def close(self) -> None:
        """Send who waits home and end."""
        self.closed = True
        self._wake(*self._waiting)
        for task in filter(None, (self._telling, self._listening)):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _wake(self, *center_ids: int) -> None:
        for center_id in center_ids:
            for event in self._waiting.get(center_id, ()):
                event.set()

    async def _tell(self) -> None:
        try:
            while self._untold:
                told, self._untold = self._untold, set()
                async with self._database.transaction() as connection:
                    await news.tell(connection, told)
                await asyncio.sleep(PAUSE_SECONDS)
        except Exception as error:
            if not is_outage(error):
                raise
            # Boards ask again by themselves; what is told next tells of this, too.
            log.warning("news_not_told", exc_info=error)
        finally:
            self._telling = None

    async def _listen(self) -> None:
        while True:
            lost = asyncio.Event()
            try:
                async with news.listening(self._database, self._wake, lost.set):
                    # What happened while nobody listened counts as news.
                    self._wake(*self._waiting)
                    await lost.wait()
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("news_not_heard", exc_info=error)
            await asyncio.sleep(RECONNECT_SECONDS)
