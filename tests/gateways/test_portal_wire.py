"""The words of the national portal: fields, days and statuses as its services name them."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from postal_bridge.domain.dossier import PortalStatus, ReturnedVia
from postal_bridge.domain.fees import DueWhen, MoneyKind
from postal_bridge.domain.portal import OwedLine, Supplement, TellingKind
from postal_bridge.gateways.portal_wire import (
    OUR_STATUS,
    THEIR_STATUS,
    dossier_document,
    progress_document,
)
from tests.gateways.test_portal import CODE, account, telling


def test_statuses_are_one_to_one() -> None:
    assert {ours: int(theirs) for ours, theirs in THEIR_STATUS.items()} == {
        status: status.value for status in PortalStatus
    }
    assert len(OUR_STATUS) == len(PortalStatus)


def test_a_whole_dossier_has_the_fields_of_the_portal() -> None:
    step = uuid4()
    asked = Supplement(
        step,
        "Sở Nội vụ",
        "Thiếu bản sao ví dụ",
        datetime(2026, 3, 16, 3, 0, tzinfo=UTC),
        datetime(2026, 3, 18, 4, 30, tzinfo=UTC),
        date(2026, 3, 20),
        date(2026, 3, 24),
    )
    fees = (
        OwedLine("Phí thẩm định ví dụ", MoneyKind.FEE, 120_000, DueWhen.BEFORE),
        OwedLine("Lệ phí ví dụ", MoneyKind.CHARGE, 30_000, DueWhen.AFTER),
    )
    said = telling(filer_phone="0912345678", fees=fees, supplements=(asked,))
    document = dossier_document(account(codes={"fee": "2", "before": "1"}), said)
    assert {name: value for name, value in document.items() if value not in ("", [])} == {
        "MaHoSo": CODE,
        "MaTTHC": "1.000001",
        "TenTTHC": "Cấp phiếu ví dụ",
        "TenLinhVuc": "Lĩnh vực ví dụ",
        "KenhThucHien": "3",
        "ChuHoSo": "Nguyễn Thị Ví Dụ",
        "LoaiDoiTuong": "1",
        "SoDienThoai": "0912345678",
        "TrichYeuHoSo": "Cấp phiếu ví dụ",
        "NgayNopHoSo": "20260312080000",
        "NgayTiepNhan": "20260313093000",
        "NgayHenTra": "20260320000000",
        "TrangThaiHoSo": "2",
        "HinhThuc": "1",
        "ThongTinTra": "Qua dịch vụ bưu chính công ích",
        "DonViXuLy": "Sở Nội vụ",
        "NoiNopHoSo": "2",
        "DanhSachLePhi": [
            {
                "TenPhiLePhi": "Phí thẩm định ví dụ",
                "HinhThucThu": "1",
                "Gia": "120000",
                "LoaiPhiLePhi": "2",
            },
            {"TenPhiLePhi": "Lệ phí ví dụ", "Gia": "30000"},
        ],
        "DanhSachHoSoBoSung": [
            {
                "HoSoBoSungId": str(step),
                "NguoiYeuCauBoSung": "Sở Nội vụ",
                "NoiDungBoSung": "Thiếu bản sao ví dụ",
                "NgayBoSung": "20260316100000",
                "NgayTiepNhanBoSung": "20260318113000",
                "NgayHenTraTruoc": "20260320000000",
                "NgayHenTraMoi": "20260324000000",
            }
        ],
    }


def test_an_identity_that_is_not_known_is_left_out() -> None:
    document = dossier_document(account(), telling())
    assert not {"DinhDanhCHS", "MaDoiTuong"} & set(document)


def test_a_subject_is_cut_where_the_portal_cuts_it() -> None:
    document = dossier_document(account(), telling(procedure_name="Cấp " * 400))
    assert len(document["TrichYeuHoSo"]) == 1000


@pytest.mark.parametrize(
    ("status", "days"),
    [
        (PortalStatus.PROCESSING, {}),
        (PortalStatus.NOT_ACCEPTED, {"NgayTuChoi": "20260313141500"}),
        (PortalStatus.DONE, {"NgayKetThucXuLy": "20260313141500"}),
        (PortalStatus.STOPPED, {"NgayKetThucXuLy": "20260313141500"}),
        (
            PortalStatus.RETURNED,
            {"NgayKetThucXuLy": "20260312000000", "NgayTra": "20260313141500"},
        ),
    ],
)
def test_a_day_is_told_with_the_step_that_brings_it(
    status: PortalStatus, days: dict[str, str]
) -> None:
    resolved_on = date(2026, 3, 12 if status is PortalStatus.RETURNED else 13)
    said = telling(
        status=status,
        resolved_on=resolved_on,
        returned_on=date(2026, 3, 13),
        returned_via=ReturnedVia.POSTAL,
    )
    document = dossier_document(account(), said)
    names = ("NgayTuChoi", "NgayKetThucXuLy", "NgayTra")
    assert {name: document[name] for name in names if document[name]} == days


def test_a_line_of_progress_says_who_did_what_and_when() -> None:
    said = telling(status=PortalStatus.PAYMENT_ASKED, kind=TellingKind.PROGRESS)
    assert progress_document(account(), said) == {
        "MaHoSo": CODE,
        "NguoiXuLy": "Trần Văn Thử",
        "ChucDanh": "",
        "ThoiDiemXuLy": "20260313141500",
        "PhongBanXuLy": "Trung tâm ví dụ",
        "NoiDungXuLy": "",
        "TrangThai": "6",
        "NgayBatDau": "20260313093000",
        "NgayKetThucTheoQuyDinh": "20260320000000",
    }
