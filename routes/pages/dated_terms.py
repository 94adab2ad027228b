"""Pages of what administrators keep from a day on: one list, one form, one button to withdraw.

What a sort says is told by its template and its shape; these pages do with all sorts the same.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic

from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases.keep_from_day import DatedT, KeepingFromDay, Sort, list_kept
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.problems import status_of
from routes.route import HTML, Call, Operation, Reply, operation
from schemas.dated import WhichDay
from schemas.shape import Shape

#: Nobody states another so often; the page shows them all.
KEPT_MAX = 200


@dataclass(frozen=True, slots=True)
class DatedPages(Generic[DatedT]):
    """The pages of one sort: where they are, what their form sends, and what is shown besides."""

    sort: Sort[DatedT]
    path: str
    template: str
    shape: type[Shape]
    done_kept: str
    done_withdrawn: str
    values: Mapping[str, object] = field(default_factory=dict)
    more: Callable[[Call[Any, Any]], Awaitable[Mapping[str, object]]] | None = None

    async def listed(self, call: Call[Any, Any], form: Form) -> Reply:
        """Show all that is kept, with a form that was refused, if one was."""
        database, viewer = call.bridge.database, call.viewer
        kept, _ = await list_kept(database, viewer, self.sort, date.max, KEPT_MAX)
        today = call.bridge.clock().astimezone(viewer.center.zone).date()
        more = await self.more(call) if self.more else {}
        return show(
            call,
            self.template,
            status_of(form.refusal) if form.refusal else None,
            form=form,
            path=self.path,
            kept=kept,
            in_force=next((each for each in kept if each.valid_from <= today), None),
            today=today,
            **self.values,
            **more,
        )

    def show(self) -> Operation:
        """Return the operation that shows what is kept, and a form for more."""

        @operation(gives=HTML)
        async def show_kept(call: Call[None, None]) -> Reply:
            """Show what holds from which day on, and a form for what is to follow."""
            return await self.listed(call, Form())

        return show_kept

    def keep(self) -> Operation:
        """Return the operation that keeps what the form states."""

        @operation(takes=FORM, gives=HTML)
        async def keep_stated(call: Call[None, None]) -> Reply:
            """Keep something from a day on, or correct what is yet to begin."""
            form = await read_form(call.request)
            try:
                said: Any = form.shaped(self.shape)
                await KeepingFromDay(call.asked, self.sort).keep(said.stated())
            except Refusal as refusal:
                return await self.listed(call, form.refused(refusal))
            return see_other(self.path, done=self.done_kept)

        return keep_stated

    def withdraw(self) -> Operation:
        """Return the operation that takes away what is yet to begin."""

        @operation(takes=FORM, gives=HTML)
        async def withdraw_stated(call: Call[None, None]) -> Reply:
            """Take away something whose first day is yet to come."""
            form = await read_form(call.request)
            try:
                day = form.shaped(WhichDay).valid_from
                await KeepingFromDay(call.asked, self.sort).withdraw(day)
            except Refusal as refusal:
                return await self.listed(call, form.refused(refusal))
            return see_other(self.path, done=self.done_withdrawn)

        return withdraw_stated
