"""The words of the sheet in which differences in money are decided: its columns and its choices."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from postal_bridge.domain.money_difference import Action, Party, Wish
from postal_bridge.domain.said import Said

#: More rows than these nobody decides in one sitting.
SHEET_ROWS_MAX = 5_000


class Column(StrEnum):
    """The headings, from the left; those from `ACTION` on are for people to fill in."""

    DIFFERENCE = "Mã chênh lệch"
    VERSION = "Phiên bản"
    CLASS = "Loại"
    STATE = "Trạng thái"
    DAY = "Ngày"
    AMOUNT = "Số tiền (đồng)"
    DOSSIER = "Mã hồ sơ"
    DEPARTMENT = "Cơ quan"
    OFFICE = "Bưu cục"
    LINE = "Số dòng"
    COLLECTION = "Mã khoản thu"
    HOLDER = "Đang giao cho"
    ACTION = "Cách xử lý"
    TARGETS = "Dòng hoặc khoản thu đối ứng"
    PARTY = "Bên hoàn tiền"
    TAKER = "Cơ quan nhận tiền thừa"
    REASON = "Lý do"
    ASSIGNEE = "Giao cho"
    DUE_ON = "Hạn xử lý"


#: Which row it is is not for people to change.
HIDDEN = (Column.DIFFERENCE, Column.VERSION)
ACTIONS = {
    "Ghép": Action.MATCH,
    "Chia": Action.SPLIT,
    "Hoàn tiền": Action.REFUND,
    "Điều chỉnh": Action.ADJUSTMENT,
    "Chuyển kỳ sau": Action.CARRY_FORWARD,
}
PARTIES = {"Bưu điện": Party.POST, "Cơ quan": Party.AGENCY}


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What one row decides about the difference that it was written for."""

    line: int
    difference_id: UUID
    version: int
    wish: Wish | None
    assignee: str | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be read; `column` is the heading of the cell."""

    line: int
    column: str
    reason: Said
