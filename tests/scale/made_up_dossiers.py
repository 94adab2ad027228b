"""Made-up dossiers in any number, whose totals follow from the number alone."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from postal_bridge.domain.dossier import DossierLine, ReceivedVia, ReturnedVia, Satisfaction

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_DAY = date(2025, 1, 1)
DAYS = 270
#: All of them are received within this period and, but for one in ten, resolved within it.
LAST_DAY = date(2025, 12, 31)
DEPARTMENTS = 16
TERM_DAYS = 7

_RECEIVED_VIA = (ReceivedVia.DIRECT, ReceivedVia.DIRECT, ReceivedVia.ONLINE, ReceivedVia.POSTAL)
_RETURNED_VIA = tuple(ReturnedVia)
#: Days after receipt on which a dossier is resolved: one in ten never, one late, three on time.
_RESOLVED_AFTER_DAYS = (None, 9, 7, 7, 7, 1, 2, 3, 4, 5)
_NAMES = ("Nguyễn Văn Ví Dụ", "Trần Thị Mẫu", "Lê Minh Họa", "Đỗ Thử Nghiệm")


def made_up_lines(count: int) -> Iterator[DossierLine]:
    """Yield `count` lines; a multiple of 400 makes every share below exact.

    Of `count`: half come in person, a quarter each online and by post; a tenth is pending, a tenth
    late, three tenths on time, half early. Every fortieth, from the second on, was paid for at
    the post: 1,000 đồng and one more for each line before.
    """
    for index in range(count):
        yield made_up_line(index)


def made_up_line(index: int) -> DossierLine:
    """Return the line of an index, the first being 0; its line number leaves one for a header."""
    received_on = FIRST_DAY + timedelta(days=index % DAYS)
    after_days = _RESOLVED_AFTER_DAYS[index % len(_RESOLVED_AFTER_DAYS)]
    resolved_on = None if after_days is None else received_on + timedelta(days=after_days)
    paid = index % 40 == 1
    department = index % DEPARTMENTS + 1
    return DossierLine(
        line=index + 2,
        code=f"000.00.{department:02}.H53-{received_on:%y%m%d}-{index // DAYS + 1:04}",
        procedure_code=f"1.{index % 50:06}.000.00.00.H53",
        procedure_name=f"Thủ tục mẫu {index % 50}",
        department_code=f"SO{department:02}",
        department_name=f"Sở Mẫu {department}",
        received_via=_RECEIVED_VIA[index % 4],
        received_at=datetime.combine(
            received_on, datetime.min.time().replace(hour=8, minute=index % 60), ZONE
        ),
        due_on=received_on + timedelta(days=TERM_DAYS),
        resolved_on=resolved_on,
        returned_on=resolved_on,
        returned_via=_RETURNED_VIA[index % 3] if resolved_on else None,
        filer_name=_NAMES[index % len(_NAMES)],
        filer_phone=f"09{index % 100_000_000:08}",
        filer_address=f"Số {index}, đường Ví Dụ",
        collected_by_post_dong=1000 + index if paid else None,
        collected_on=resolved_on if paid else None,
        satisfaction=Satisfaction.SATISFIED if index % 40 == 2 else None,
    )
