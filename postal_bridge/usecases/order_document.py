"""Tells an order of a carrier as it goes out, wherever it is asked for."""

from postal_bridge.store.carrier_orders import KeptOrder
from postal_bridge.usecases.told import told


def order_document(order: KeptOrder) -> dict[str, object]:
    """Return an order as it goes out."""
    return told(
        {
            "order_id": order.order_id,
            "carrier": order.carrier_code,
            "consignment": order.consignment_code,
            "kind": order.kind.value,
            "order_key": order.order_key,
            "state": order.state.value,
            "collect_dong": order.collect_dong,
            "due_dong": order.due_dong,
            "wanted_at": order.wanted_at,
            "wanted_by": order.wanted_by,
            "next_try_at": order.next_try_at,
            "tries": order.tries,
            "trouble": order.trouble,
            "said": order.said,
            "reference": order.reference,
            "item_code": order.item_code,
            "accepted_at": order.accepted_at,
            "ended_at": order.ended_at,
            "ended_by": order.ended_by,
            "reason": order.reason,
        }
    )
