"""Places in lists that are ordered by time: a moment and an identity, to and from a cursor."""

from datetime import UTC, datetime
from uuid import UUID

from routes.paging import bad_cursor, decode_cursor, encode_cursor

#: Before and after everything that can be stored.
BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
END = datetime(9999, 12, 30, tzinfo=UTC)


def decode_place(cursor: str | None, first: datetime) -> tuple[datetime, str]:
    """Return the moment and the rest of a cursor, or `first` and nothing for the first page.

    Raises:
        InvalidInput: this is no cursor of such a list.

    """
    parts = decode_cursor(cursor, 2)
    if parts is None:
        return first, ""
    try:
        moment = datetime.fromisoformat(parts[0])
        if moment.tzinfo is None or not BEGINNING <= moment.astimezone(UTC) <= END:
            raise bad_cursor()
    except (ValueError, OverflowError):
        raise bad_cursor() from None
    return moment.astimezone(UTC), parts[1]


def decode_uuid_place(cursor: str | None, first: datetime) -> tuple[datetime, UUID]:
    """Return the moment and the identity of a cursor; raises as `decode_place` does."""
    moment, text = decode_place(cursor, first)
    try:
        return moment, UUID(text) if text else UUID(int=0)
    except ValueError:
        raise bad_cursor() from None


def encode_place(place: tuple[datetime, object] | None) -> str | None:
    """Return the cursor of a place, or None when the list is at its end."""
    return None if place is None else encode_cursor(place[0].isoformat(), str(place[1]))


def decode_ranked_place(cursor: str | None) -> tuple[bool, datetime, UUID]:
    """Return the rank, moment and identity of a cursor of a list in two parts, each by time.

    Raises:
        InvalidInput: this is no cursor of such a list.

    """
    parts = decode_cursor(cursor, 3)
    if parts is None:
        return False, BEGINNING, UUID(int=0)
    rank, *place = parts
    if rank not in ("0", "1"):
        raise bad_cursor()
    return rank == "1", *decode_uuid_place(encode_cursor(*place), BEGINNING)


def encode_ranked_place(place: tuple[bool, datetime, UUID] | None) -> str | None:
    """Return the cursor of such a place, or None when the list is at its end."""
    if place is None:
        return None
    return encode_cursor(str(int(place[0])), place[1].isoformat(), str(place[2]))
