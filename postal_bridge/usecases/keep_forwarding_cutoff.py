"""Until which hour a dossier goes on to its department on the same day, kept from a day on.

The law says 15:00 (NĐ 61/2018/NĐ-CP Đ18); a centre may promise a later hour, or have an earlier
trip of the post.
"""

from typing import Any

from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.forwarding import ForwardingHour
from postal_bridge.store import forwarding as store
from postal_bridge.usecases.keep_from_day import Sort, told_hour


def document_of(hour: ForwardingHour) -> dict[str, Any]:
    """Return an hour, a centre's own or that of the installation, as it goes out."""
    return {
        "cutoff": told_hour(hour.cutoff),
        "valid_from": hour.valid_from.isoformat(),
        "source": hour.source,
    }


FORWARDING_HOURS = Sort(
    load=store.load_forwarding_hours,
    put=store.put_forwarding_hour,
    drop=store.drop_forwarding_hour,
    document_of=document_of,
    told_of=document_of,
    kept=ChangeKind.FORWARDING_HOUR_KEPT,
    corrected=ChangeKind.FORWARDING_HOUR_CORRECTED,
    withdrawn=ChangeKind.FORWARDING_HOUR_WITHDRAWN,
    unknown="unknown_hour",
)
