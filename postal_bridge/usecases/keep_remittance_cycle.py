"""By when the post sends money on, as a centre's contract with it says, kept from a day on.

Money of days gone by, and of closed periods, stays judged by what held then.
"""

from typing import Any

from postal_bridge.domain.changes import ChangeKind
from postal_bridge.domain.remittance import RemittanceTerms
from postal_bridge.store import remittances as store
from postal_bridge.store.periods import closed_through
from postal_bridge.usecases.keep_from_day import Sort, told_hour


def document_of(terms: RemittanceTerms) -> dict[str, Any]:
    """Return an agreement, or a rule of the installation, as it goes out."""
    return {
        "cycle": terms.cycle.value,
        "working_days": terms.working_days,
        "cutoff": told_hour(terms.cutoff),
        "valid_from": terms.valid_from.isoformat(),
        "source": terms.source,
    }


def _told_of(terms: RemittanceTerms) -> dict[str, object]:
    told = document_of(terms)
    told["term_days"] = told.pop("working_days")
    return told


REMITTANCE_CYCLES = Sort(
    load=store.load_terms,
    put=store.put_terms,
    drop=store.drop_terms,
    document_of=document_of,
    told_of=_told_of,
    kept=ChangeKind.REMITTANCE_CYCLE_AGREED,
    corrected=ChangeKind.REMITTANCE_CYCLE_CORRECTED,
    withdrawn=ChangeKind.REMITTANCE_CYCLE_WITHDRAWN,
    unknown="unknown_cycle",
    closed_through=closed_through,
)
