"""What the papers of a dossier have in common: their head, the citizen, days written in words.

`official.typ` owns how these look. What is not known is None and becomes a dotted line on which a
hand writes it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from postal_bridge.documents.qr_picture import qr_picture
from postal_bridge.domain.papers import NumberedForm

# Decree 30/2020/NĐ-CP, appendix I: days below ten and the first two months are written with a zero.
LAST_MONTH_WRITTEN_WITH_ZERO = 2


@dataclass(frozen=True, slots=True)
class PaperHead:
    """Who issues a paper, of which dossier, on which day, by which form.

    `form` is None where no circular numbers the paper. `unit` stands under `agency`, which has the
    larger right. `tracking_address` is what the QR code holds, None where there is none. Times are
    printed in the zone of `printed_at`.
    """

    agency: str
    printed_at: datetime
    form: NumberedForm | None = None
    unit: str | None = None
    number_suffix: str | None = None
    day: date | None = None
    dossier_code: str | None = None
    tracking_address: str | None = None

    def data(self) -> dict[str, object]:
        """Return the head as `official.typ` takes it."""
        address = self.tracking_address
        return {
            "agency": self.agency,
            "unit": self.unit,
            "form": self.form and {"number": self.form.number, "circular": self.form.circular},
            "number_suffix": self.number_suffix,
            "day": self.day and day_in_words(self.day),
            "code": self.dossier_code,
            "qr": address and qr_picture(address),
            "printed": f"{self.printed_at:%H:%M %d/%m/%Y}",
        }

    def moment(self, at: datetime | None) -> str | None:
        """Return a moment as papers write it out, in the zone of this one."""
        if at is None:
            return None
        local = at.astimezone(self.printed_at.tzinfo)
        return f"{local:%H} giờ {local:%M} phút, {day_in_words(local.date())}"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who filed a dossier, as papers name them."""

    name: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)

    def data(self) -> dict[str, str | None]:
        """Return the applicant as `official.typ` takes it."""
        return {
            "name": self.name,
            "address": self.address,
            "phone": self.phone,
            "email": self.email,
        }


def day_in_words(day: date) -> str:
    """Return a day as official papers write it."""
    zero = "0" if day.month <= LAST_MONTH_WRITTEN_WITH_ZERO else ""
    return f"ngày {day.day:02} tháng {zero}{day.month} năm {day.year}"


def short_day(day: date | None) -> str | None:
    """Return a day as tables write it."""
    return f"{day:%d/%m/%Y}" if day else None
