"""The papers of a dossier, and under which number a circular knows each of them.

The forms were renumbered once and will be again, so a number means nothing without its circular:
a paper always says both. Which circular is in force on a day is a rule with a date of effect, kept
with the other rules; what a paper says and looks like is left to others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class DossierPaper(StrEnum):
    """A paper that is printed of a dossier; the names stand in addresses."""

    RECEIPT_APPOINTMENT = "receipt-appointment"
    SUPPLEMENT_REQUEST = "supplement-request"
    REFUSAL_NOTICE = "refusal-notice"
    APOLOGY_EXTENSION = "apology-extension"
    STOP_NOTICE = "stop-notice"
    PROCESS_CONTROL_SHEET = "process-control-sheet"
    DOSSIER_REGISTER = "dossier-register"
    RESULT_RECEIPT = "result-receipt"


@dataclass(frozen=True, slots=True)
class RegisterNumber:
    """A number of the register of a year."""

    year: int
    number: int


@dataclass(frozen=True, slots=True)
class NumberedForm:
    """How a circular numbers a paper, and what it calls it."""

    circular: str
    number: str
    title: str


def _form_set(
    circular: str, titles: tuple[tuple[DossierPaper, str], ...]
) -> Mapping[DossierPaper, NumberedForm]:
    """Return papers with their numbers: those of their places in a circular, from 01."""
    return MappingProxyType(
        {
            paper: NumberedForm(circular, f"{number:02}", title)
            for number, (paper, title) in enumerate(titles, start=1)
        }
    )


_FIRST_THREE = (
    (DossierPaper.RECEIPT_APPOINTMENT, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    (DossierPaper.SUPPLEMENT_REQUEST, "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    (DossierPaper.REFUSAL_NOTICE, "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
)
_LAST_TWO = (
    (DossierPaper.PROCESS_CONTROL_SHEET, "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    (DossierPaper.DOSSIER_REGISTER, "Sổ theo dõi hồ sơ"),
)
#: The sets of forms by the numbers of their circulars, by which the rule `form_set` names them.
FORM_SETS: Mapping[str, Mapping[DossierPaper, NumberedForm]] = MappingProxyType(
    {
        "01/2018/TT-VPCP": _form_set(
            "01/2018/TT-VPCP",
            (
                *_FIRST_THREE,
                (DossierPaper.APOLOGY_EXTENSION, "Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
                *_LAST_TWO,
            ),
        ),
        "03/2025/TT-VPCP": _form_set(
            "03/2025/TT-VPCP",
            (
                *_FIRST_THREE,
                (
                    DossierPaper.APOLOGY_EXTENSION,
                    "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
                ),
                (DossierPaper.STOP_NOTICE, "Thông báo dừng giải quyết hồ sơ"),
                *_LAST_TWO,
            ),
        ),
    }
)


def form_on(
    day: date, sets: Iterable[tuple[date, str]], paper: DossierPaper
) -> NumberedForm | None:
    """Return the form of a paper that is dated `day`; None when no set in force has one.

    `sets` are circulars with the days from which they hold. One that this release does not know
    has no forms here: its numbers would be a guess.
    """
    in_force = max((each for each in sets if each[0] <= day), default=None)
    return FORM_SETS.get(in_force[1], {}).get(paper) if in_force else None
