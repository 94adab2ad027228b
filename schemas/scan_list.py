"""What a device with a scanner keeps beforehand: the things its office should meet today."""

from datetime import datetime
from typing import Literal

from schemas.consignments import PaperForm
from schemas.shape import Shape


class ListedPaper(Shape):
    """One paper of the list on the posting slip, to be counted when it changes hands."""

    position: int
    """Its position on the slip."""

    name: str
    """What it is called there."""

    form: PaperForm
    """Whether it is an original, a copy or a result."""

    quantity: int
    """How many are listed."""

    to_withdraw: bool
    """Whether the agency wants it back when the result is handed out."""


class ExpectedThing(Shape):
    """A thing that the office is to take, holds or has out."""

    code: str
    """The tracking code or the bag code."""

    kind: Literal["consignment", "bag"]
    """What it is."""

    leg: str | None
    """On which of the four ways a consignment is; null for a bag."""

    destination: str
    """The office it is bound for, or "citizen"."""

    dossier_code: str | None
    """The dossier it carries, by which it may be scanned as well."""

    further_dossiers: list[str]
    """The dossiers it carries beside that one; it may be scanned by each of them."""

    state: str
    """How it stands."""

    holder: str
    """The office that holds it, or "citizen"."""

    offered_to: str | None
    """The office that it was given to and that has not taken it yet."""

    bag: str | None
    """The bag it lies in."""

    collect_dong: int
    """What the citizen has to pay on delivery, in whole đồng; 0 when nothing."""

    papers: list[ListedPaper]
    """What is inside by the posting slip; nothing for a bag."""

    next_actions: list[str]
    """What may be scanned next at this office, most likely first."""


class PayeeShape(Shape):
    """The account to which citizens transfer what the post takes on delivery."""

    bank_number: str
    """The six digits (BIN) by which NAPAS knows the bank."""

    bank_name: str
    """The bank, for people who type."""

    account: str
    """The number of the account."""

    holder: str
    """Whose account it is."""


class ExpectedThings(Shape):
    """The list of an office, at most 2,000 things: what it is to take comes first."""

    items: list[ExpectedThing]
    """The things."""

    more: bool
    """Whether there are further ones that are not listed."""

    payee: PayeeShape | None
    """Whom fees are transferred to on delivery; null when no account was named."""

    as_of: datetime
    """When the list was made."""
