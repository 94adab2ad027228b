"""Spans of days that figures are told for."""

from datetime import date

from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said


def require_order(first: date, last: date) -> None:
    """Refuse a period that ends before it begins.

    Raises:
        InvalidInput: naming the field `to`.

    """
    if last < first:
        detail = Said("must not be before the first day")
        raise InvalidInput(FieldProblem("to", "before_from", detail))
