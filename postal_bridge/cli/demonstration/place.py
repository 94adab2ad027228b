"""The made-up centre: its departments, post offices, procedures and people. Nobody here exists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from postal_bridge.domain.access import OfficeKind, Role
from postal_bridge.domain.agency_account import AccountSpan, AgencyAccount
from postal_bridge.domain.catalogue import (
    Catalogue,
    Component,
    ComponentForm,
    FeeKind,
    FeeLine,
    Office,
    Procedure,
)
from postal_bridge.domain.remittance import Cycle, RemittanceTerms
from postal_bridge.domain.transit import TransitNorms, TransitScope
from postal_bridge.domain.vietqr import Beneficiary, Payee

CENTER_CODE = "H53"
CENTER_NAME = "Trung tâm Phục vụ hành chính công tỉnh Thử Nghiệm"
COUNTER = "H53.BC"
#: Delivers for the post's counter, as buu.chinh does.
SECOND_COURIER = "buu.ta.quay"
SUPERVISOR = "truong.quay"
#: The department whose sign-in is printed.
DEPARTMENT_SHOWN = "STP"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
#: Everybody of the demonstration signs in with this; it opens nothing but the demonstration.
DEMONSTRATION_PASSWORD = "thu-nghiem-53"  # noqa: S105 - shown to everybody who looks
RANGE_SERVICE, RANGE_FIRST, RANGE_LAST = "EV", "53000001", "53004999"
RANGE_DOCUMENT = "Văn bản 53/BĐTN-NV (thử nghiệm)"

POST_OFFICES = {
    "BC.HOAMAU": "Bưu cục Hòa Mẫu",
    "BC.VIDU": "Bưu cục Ví Dụ",
    "BC.MINHHOA": "Bưu cục Minh Họa",
}
DEPARTMENTS = {
    "VPUBND": "Văn phòng Ủy ban nhân dân tỉnh",
    "SNV": "Sở Nội vụ",
    "STP": "Sở Tư pháp",
    "STC": "Sở Tài chính",
    "SCT": "Sở Công Thương",
    "SXD": "Sở Xây dựng",
    "SNNMT": "Sở Nông nghiệp và Môi trường",
    "SKHCN": "Sở Khoa học và Công nghệ",
    "SGDDT": "Sở Giáo dục và Đào tạo",
    "SYT": "Sở Y tế",
    "SVHTTDL": "Sở Văn hóa, Thể thao và Du lịch",
    "SDTTG": "Sở Dân tộc và Tôn giáo",
    "SNGV": "Sở Ngoại vụ",
    "TTR": "Thanh tra tỉnh",
    "BQLKCN": "Ban Quản lý các khu công nghiệp",
    "BHXH": "Bảo hiểm xã hội tỉnh",
}

#: Where citizens pay the centre, and where they pay the post; no bank has these numbers.
BENEFICIARIES = {
    Payee.CENTER: Beneficiary("970499", "0000530053", "KHO BAC THU NGHIEM", "Ngân hàng Thử Nghiệm"),
    Payee.POST: Beneficiary("970499", "0000530054", "BUU DIEN THU NGHIEM", "Ngân hàng Thử Nghiệm"),
}
#: When the post leaves the centre for every department on working days.
TRIPS = (time(9, 30), time(14, 0), time(15, 30))

#: Department, field, name, term in working days, fee in đồng or None, and what kind of fee.
_PROCEDURES = """
VPUBND|Văn thư, lưu trữ|Cấp bản sao văn bản từ sổ gốc|2|30000|charge
SNV|Người có công|Cấp lại giấy xác nhận người có công|7||
SNV|Lao động|Cấp giấy phép lao động cho người nước ngoài|5|600000|charge
SNV|Hội|Cho phép đổi tên hội|10||
STP|Lý lịch tư pháp|Cấp phiếu lý lịch tư pháp số 1|7|200000|fee
STP|Luật sư|Cấp thẻ luật sư|10|100000|charge
STP|Công chứng|Đăng ký hành nghề công chứng|5|500000|fee
STC|Đăng ký doanh nghiệp|Đăng ký thay đổi nội dung hộ kinh doanh|3|100000|charge
STC|Đầu tư|Điều chỉnh giấy chứng nhận đăng ký đầu tư|10||
SCT|Lưu thông hàng hóa|Cấp giấy phép bán buôn rượu|7|1100000|fee
SCT|Xúc tiến thương mại|Đăng ký thực hiện khuyến mại|5||
SCT|Hóa chất|Cấp giấy chứng nhận sản xuất hóa chất có điều kiện|10|1200000|fee
SXD|Hoạt động xây dựng|Cấp chứng chỉ hành nghề xây dựng hạng II|10|300000|charge
SXD|Đường bộ|Đổi giấy phép lái xe|5|135000|charge
SXD|Đường bộ|Cấp phù hiệu xe kinh doanh vận tải|2||
SNNMT|Đất đai|Đăng ký biến động quyền sử dụng đất|10|150000|charge
SNNMT|Môi trường|Cấp giấy phép môi trường|15|4500000|fee
SNNMT|Thú y|Cấp chứng chỉ hành nghề thú y|3|50000|charge
SKHCN|Sở hữu trí tuệ|Cấp lại giấy chứng nhận tổ chức giám định|10|250000|charge
SKHCN|Bưu chính|Cấp giấy phép bưu chính|10|10750000|fee
SGDDT|Văn bằng, chứng chỉ|Cấp bản sao văn bằng từ sổ gốc|2|3000|charge
SGDDT|Giáo dục|Cho phép trung tâm ngoại ngữ hoạt động|15||
SYT|Khám bệnh, chữa bệnh|Cấp giấy phép hành nghề khám bệnh, chữa bệnh|15|360000|fee
SYT|Dược|Cấp chứng chỉ hành nghề dược|10|500000|fee
SVHTTDL|Du lịch|Cấp thẻ hướng dẫn viên du lịch nội địa|7|650000|fee
SVHTTDL|Quảng cáo|Tiếp nhận thông báo sản phẩm quảng cáo|3||
SDTTG|Tôn giáo|Đăng ký mở lớp bồi dưỡng về tôn giáo|15||
SNGV|Lãnh sự|Chứng nhận lãnh sự giấy tờ, tài liệu|2|30000|fee
TTR|Tiếp công dân|Tiếp công dân tại trụ sở|5||
BQLKCN|Đầu tư|Đăng ký nội quy lao động trong khu công nghiệp|5||
BHXH|Thẻ bảo hiểm y tế|Cấp lại thẻ bảo hiểm y tế|3||
"""
#: What families have done at once when a child is born; the first two are one department's, so that
#: their papers go there in one consignment.
_TOGETHER = """
STP|Hộ tịch|Đăng ký khai sinh|1||
STP|Hộ tịch|Xác nhận thông tin thường trú cho trẻ mới sinh|1||
BHXH|Thẻ bảo hiểm y tế|Cấp thẻ bảo hiểm y tế cho trẻ dưới 6 tuổi|1||
"""
#: In which zone each office lies.
ZONES = {
    CENTER_CODE: "Trung tâm",
    COUNTER: "Trung tâm",
    "BC.HOAMAU": "Trung tâm",
    "BC.VIDU": "Miền Đông",
    "BC.MINHHOA": "Miền Tây",
    **dict.fromkeys(DEPARTMENTS, "Trung tâm"),
}
#: A person has to come for these, so they never travel by post (QĐ 45/2016/QĐ-TTg Đ1.2).
_IN_PERSON = frozenset({"Tiếp công dân tại trụ sở"})
_FEES_FROM = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class MadeUpPerson:
    """Somebody who works there; `shown` ones are printed as the sign-ins to try."""

    login: str
    full_name: str
    role: Role
    office: str
    shown: bool = False
    supervises: bool = False


def made_up_catalogue() -> Catalogue:
    """Return the departments, post offices and procedures of the centre."""
    procedures = (*usual_procedures(), *filed_together())
    offices = [Office(c, name, OfficeKind.DEPARTMENT) for c, name in DEPARTMENTS.items()]
    offices += [Office(c, name, OfficeKind.POST) for c, name in POST_OFFICES.items()]
    return Catalogue(tuple(offices), procedures)


def usual_procedures() -> tuple[Procedure, ...]:
    """Return what people ask for one at a time."""
    return tuple(_procedures(_PROCEDURES, 1))


def filed_together() -> tuple[Procedure, ...]:
    """Return what a family asks for at once."""
    return tuple(_procedures(_TOGETHER, 101))


def promised_by_the_post(since: date) -> TransitNorms:
    """Return how long the post may take by zone: within one it is faster than the law asks."""
    scope = TransitScope
    return TransitNorms(
        {
            scope.WITHIN_DISTRICT: 1,
            scope.BETWEEN_DISTRICTS: 2,
            scope.BETWEEN_CITIES: 3,
            scope.INTER_PROVINCE: 4,
        },
        {
            scope.WITHIN_DISTRICT: 2,
            scope.BETWEEN_DISTRICTS: 3,
            scope.BETWEEN_CITIES: 6,
            scope.INTER_PROVINCE: 8,
        },
        since,
        "Phụ lục 2, Hợp đồng 53/HĐTN-BĐ (thử nghiệm)",
    )


def made_up_accounts(since: date) -> Iterator[AgencyAccount]:
    """Yield an account for each department."""
    for number, office in enumerate(DEPARTMENTS, start=1):
        span = AccountSpan(f"3713053{number:04}", since)
        yield AgencyAccount(
            office, span, f"{office} THU NGHIEM", True, "Công văn 53/KB (thử nghiệm)"
        )


def agreed_with_the_post(since: date) -> RemittanceTerms:
    """Return by when the post sends money on."""
    contract = "Hợp đồng 53/HĐTN-BĐ (thử nghiệm)"
    return RemittanceTerms(Cycle.WEEKLY, 5, since, time(16, 30), contract)


def _procedures(lines: str, first: int) -> Iterator[Procedure]:
    for number, line in enumerate(lines.strip().splitlines(), start=first):
        department, field_name, name, days, fee_dong, fee_kind = line.split("|")
        fees: tuple[FeeLine, ...] = ()
        if fee_dong:
            fees = (FeeLine(FeeKind(fee_kind), "Phí, lệ phí", int(fee_dong), _FEES_FROM),)
        yield Procedure(
            code=f"9.{number:06}.000.00.00.{CENTER_CODE}",
            name=name,
            department_code=department,
            field_name=field_name,
            postal_eligible=name not in _IN_PERSON,
            processing_days=int(days),
            components=_checklist(number),
            fees=fees,
        )


def _checklist(number: int) -> tuple[Component, ...]:
    """Return the papers of a procedure; which ones differs from one to the next."""
    form = ComponentForm
    certified = Component("Bản sao có chứng thực giấy tờ liên quan", form.CERTIFIED_COPY, 2)
    papers = [Component("Đơn hoặc tờ khai theo mẫu", form.ORIGINAL), certified]
    if number % 2:
        papers.append(Component("Giấy chứng nhận đã được cấp", form.ORIGINAL))
    if number % 3 == 0:
        papers.append(Component("Ảnh chân dung", form.COPY, 2, required=False))
    return tuple(papers)


def made_up_people() -> list[MadeUpPerson]:
    """Return who works at the centre: one of every role to try, and one at every other office."""
    people = [
        MadeUpPerson("quan.tri", "Trần Thị Quản Mẫu", Role.ADMIN, CENTER_CODE, shown=True),
        MadeUpPerson("mot.cua", "Lê Văn Cửa Mẫu", Role.CENTER, CENTER_CODE, shown=True),
        MadeUpPerson("ke.toan", "Phạm Thị Sổ Mẫu", Role.ACCOUNTANT, CENTER_CODE, shown=True),
        MadeUpPerson(
            SUPERVISOR,
            "Đỗ Thị Quầy Mẫu",
            Role.POST,
            COUNTER,
            shown=True,
            supervises=True,
        ),
        MadeUpPerson("buu.chinh", "Nguyễn Văn Thư Mẫu", Role.POST, COUNTER, shown=True),
        MadeUpPerson(SECOND_COURIER, "Bùi Thị Phát Mẫu", Role.POST, COUNTER),
    ]
    people += [
        MadeUpPerson(f"buu.ta.{number}", f"Võ Văn Bưu Mẫu {number}", Role.POST, office)
        for number, office in enumerate(POST_OFFICES, start=1)
    ]
    people += [
        MadeUpPerson(
            f"can.bo.{office.lower()}",
            f"Hoàng Thị Sở Mẫu {number}",
            Role.DEPARTMENT,
            office,
            shown=office == DEPARTMENT_SHOWN,
        )
        for number, office in enumerate(DEPARTMENTS, start=1)
    ]
    return people
