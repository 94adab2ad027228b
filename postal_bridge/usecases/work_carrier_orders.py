"""What people do about orders of carriers and what was told of them.

They have something ordered or taken back, try again what was refused once they have seen to it, or
end what they see to by themselves, with a reason; each of it stands in the list of changes.
"""

from dataclasses import dataclass
from uuid import UUID

from postal_bridge.domain.carrier import KIND_OF_LEG
from postal_bridge.domain.carrier_refusals import (
    OrderNotOpen,
    UnknownCarrierOrder,
    UnknownCarrierReport,
)
from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, UnknownCode
from postal_bridge.domain.said import Said
from postal_bridge.store import carrier_orders, carrier_reports, consignments
from postal_bridge.store.database import Connection
from postal_bridge.usecases.note_change import note_change
from postal_bridge.usecases.once import Answer, Asked
from postal_bridge.usecases.order_document import order_document
from postal_bridge.usecases.want_carriage import want_of_carrier


@dataclass(frozen=True, slots=True)
class Working:
    """One act on an order or a report on its way."""

    asked: Asked

    @property
    def center_id(self) -> int:
        """Whose."""
        return self.asked.viewer.center_id

    async def order(self, code: str) -> Answer:
        """Have a consignment ordered of whoever carries on its leg today.

        Raises:
            UnknownCode: the centre has no such consignment.
            InvalidInput: nobody carries on its leg, or an order for it is open.

        """

        async def act(connection: Connection) -> Answer:
            asked, viewer = self.asked, self.asked.viewer
            found = await consignments.find_consignment(connection, self.center_id, code, None)
            if found is None:
                raise UnknownCode
            wanted = found.leg in KIND_OF_LEG and await want_of_carrier(
                connection,
                viewer.center,
                viewer.login,
                code,
                found.leg,
                found.dossier_code,
                asked.clock(),
            )
            if not wanted:
                detail = Said("nobody carries on its leg today, or it is ordered already")
                raise InvalidInput(FieldProblem("code", "not_orderable", detail))
            await self._note(connection, ChangeKind.CARRIER_ORDERED, consignment=code)
            (order, *_) = await carrier_orders.orders_of_consignment(
                connection, self.center_id, code
            )
            return Answer(201, order_document(order))

        return await self.asked.once(act)

    async def cancel(self, order_id: UUID, reason: str) -> Answer:
        """Have an order taken back.

        Raises:
            UnknownCarrierOrder: the centre has no such order.
            OrderNotOpen: it is ended, or being taken back already.

        """
        return await self._act(order_id, ChangeKind.CARRIER_ORDER_CANCELLED, reason)

    async def try_again(self, order_id: UUID) -> Answer:
        """Let an order that was refused go out once more: it is not with the carrier.

        Raises:
            UnknownCarrierOrder: the centre has no such order.
            OrderNotOpen: it was not refused.

        """
        return await self._act(order_id, ChangeKind.CARRIER_ORDER_TRIED_AGAIN, "")

    async def settle(self, order_id: UUID, reason: str) -> Answer:
        """End an order that a person sees to from here on; raises as `try_again` does."""
        return await self._act(order_id, ChangeKind.CARRIER_ORDER_SETTLED, reason)

    async def hear_again(self, carrier: str, report_id: UUID) -> Answer:
        """Have a report looked at once more.

        Raises:
            UnknownCarrierReport: no such report waits for a person.

        """

        async def act(connection: Connection) -> Answer:
            if not await carrier_reports.hear_again(connection, self.center_id, carrier, report_id):
                raise UnknownCarrierReport
            await self._note(
                connection,
                ChangeKind.CARRIER_REPORT_HEARD_AGAIN,
                carrier=carrier,
                report=report_id,
            )
            return Answer(200, {"report_id": str(report_id)})

        return await self.asked.once(act)

    async def settle_report(self, carrier: str, report_id: UUID, reason: str) -> Answer:
        """End a report that a person sees to; raises as `hear_again` does."""

        async def act(connection: Connection) -> Answer:
            who = self.asked.viewer.login, reason
            if not await carrier_reports.settle_by_hand(
                connection, self.center_id, (carrier, report_id), self.asked.clock(), who
            ):
                raise UnknownCarrierReport
            await self._note(
                connection,
                ChangeKind.CARRIER_REPORT_SETTLED,
                carrier=carrier,
                report=report_id,
                reason=reason,
            )
            return Answer(200, {"report_id": str(report_id)})

        return await self.asked.once(act)

    async def _act(self, order_id: UUID, what: ChangeKind, reason: str) -> Answer:
        async def act(connection: Connection) -> Answer:
            order = await carrier_orders.find_order(connection, self.center_id, order_id)
            if order is None:
                raise UnknownCarrierOrder
            now, who = self.asked.clock(), (self.asked.viewer.login, reason)
            place = connection, self.center_id, order_id, now
            match what:
                case ChangeKind.CARRIER_ORDER_CANCELLED:
                    done = await carrier_orders.want_cancel(*place, who)
                case ChangeKind.CARRIER_ORDER_SETTLED:
                    done = await carrier_orders.settle_order(*place, who)
                case _:
                    done = await carrier_orders.try_again(*place)
            if not done:
                raise OrderNotOpen(state=order.state.value)
            await self._note(
                connection,
                what,
                carrier=order.carrier_code,
                consignment=order.consignment_code,
                reason=reason or None,
            )
            order = await carrier_orders.find_order(connection, self.center_id, order_id)
            assert order is not None, "it was there a moment ago"
            return Answer(200, order_document(order))

        return await self.asked.once(act)

    async def _note(self, connection: Connection, what: ChangeKind, **said: object) -> None:
        asked = self.asked
        login, now = asked.viewer.login, asked.clock()
        await note_change(connection, self.center_id, login, now, what, **said)
