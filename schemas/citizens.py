"""What the forms send that citizens fill in, and what the post answers them."""

from uuid import UUID

from pydantic import Field

from postal_bridge.domain.carriage import CarriageKind, RequestState
from postal_bridge.domain.dossier import Satisfaction
from postal_bridge.domain.vietqr import Payee
from schemas.shape import READABLE, Shape

#: A proof of ours is shorter, and its reader refuses what is not.
PROOF_LENGTH_MAX = 1_000
WORD_LENGTH_MAX = 500


class TrackForm(Shape):
    """What opens tracking; whatever is missing is answered as if it were wrong."""

    code: str = Field(default="", max_length=64)
    """A tracking code or a dossier code."""

    phone_last4: str = Field(default="", max_length=40)
    """The last four digits of the telephone number that was given with the dossier."""


class LinkRatingForm(Shape):
    """What a citizen thinks of the service; the address says of which dossier."""

    satisfaction: Satisfaction
    """One of the three levels."""

    word: str | None = Field(default=None, max_length=WORD_LENGTH_MAX, pattern=READABLE)
    """What there is to say beside."""


class RatingForm(LinkRatingForm):
    """What a citizen thinks of the service for what they track."""

    proof: str = Field(max_length=PROOF_LENGTH_MAX)
    """That the dossier was tracked a short while ago."""


class ScreenForm(Shape):
    """A screen to be added."""

    name: str = Field(min_length=1, max_length=100, pattern=READABLE)
    """The counter at which it stands."""


class ScreenRemovedForm(Shape):
    """A screen that is not there any more."""

    screen_id: UUID
    """Which one."""


class ShownForm(Shape):
    """Where a dossier is to be rated."""

    screen_id: UUID
    """On which screen."""


class WishForm(Shape):
    """What a citizen asks of the post; what is left out is what was given with the dossier."""

    proof: str = Field(max_length=PROOF_LENGTH_MAX)
    """That the dossier was tracked a short while ago."""

    kind: CarriageKind
    """Pickup of papers, or delivery of the result."""

    name: str | None = Field(default=None, max_length=200, pattern=READABLE)
    """Whom the post is to meet."""

    phone: str | None = Field(default=None, max_length=40)
    """Whom to call."""

    address: str | None = Field(default=None, max_length=500, pattern=READABLE)
    """Where to go."""

    note: str | None = Field(default=None, max_length=300, pattern=READABLE)
    """When it suits, and how to find the way."""


class AnswerForm(Shape):
    """What the post answers a citizen who asked for carriage."""

    answer: RequestState
    """Whether the post does it; `open` takes an acceptance back."""

    reason: str | None = Field(default=None, max_length=200, pattern=READABLE)
    """Why the post does not, read by the citizen."""


class PickupForm(Shape):
    """From whom the post fetches what it was asked to."""

    name: str = Field(min_length=1, max_length=200, pattern=READABLE)
    """Who hands it over."""

    phone: str = Field(min_length=1, max_length=40)
    """The number at which they are reached."""

    address: str = Field(min_length=1, max_length=500, pattern=READABLE)
    """Where it is fetched."""


class BeneficiaryForm(Shape):
    """An account that citizens pay to: the centre's, or the post's for what it takes."""

    payee: Payee = Payee.CENTER
    """Whose account it is."""

    bank_number: str = Field(pattern=r"^[0-9]{6}$")
    """The six digits (BIN) by which NAPAS knows the bank."""

    bank_name: str = Field(max_length=100, pattern=READABLE)
    """The bank, for people who type."""

    account: str = Field(pattern=r"^[0-9A-Za-z]{1,19}$")
    """The number of the account."""

    holder: str = Field(max_length=200, pattern=READABLE)
    """Whom the bank knows as its holder."""

    source: str = Field(max_length=200, pattern=READABLE)
    """The paper that names it."""
