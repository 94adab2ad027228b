"""The words of the national portal: our statuses, channels and facts as its services name them.

Fields and their values are those that systems connected to it are seen to use; values are texts.
What it alone can number (kinds of fees) comes from the centre's account and is left out otherwise.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from postal_bridge.domain.dossier import PortalStatus, ReceivedVia
from postal_bridge.domain.portal import (
    Held,
    Offered,
    OwedLine,
    PortalAccount,
    PortalProcedure,
    Supplement,
    Telling,
)

#: One to one: what waits for papers or money, or is stopped, is not done (9).
THEIR_STATUS: Mapping[PortalStatus, str] = MappingProxyType(
    {
        PortalStatus.REGISTERED: "1",
        PortalStatus.ACCEPTED: "2",
        PortalStatus.NOT_ACCEPTED: "3",
        PortalStatus.PROCESSING: "4",
        PortalStatus.SUPPLEMENT_ASKED: "5",
        PortalStatus.PAYMENT_ASKED: "6",
        PortalStatus.WITHDRAWAL_ASKED: "7",
        PortalStatus.STOPPED: "8",
        PortalStatus.DONE: "9",
        PortalStatus.RETURNED: "10",
    }
)
OUR_STATUS: Mapping[str, PortalStatus] = MappingProxyType(
    {theirs: ours for ours, theirs in THEIR_STATUS.items()}
)
#: KenhThucHien: at the counter, online, by the public post.
_CHANNEL: Mapping[ReceivedVia, str] = MappingProxyType(
    {ReceivedVia.DIRECT: "1", ReceivedVia.ONLINE: "2", ReceivedVia.POSTAL: "3"}
)
_CHANNEL_OF: Mapping[str, ReceivedVia] = MappingProxyType(
    {theirs: ours for ours, theirs in _CHANNEL.items()}
)
#: HinhThuc: how the result is handed out.
_AT_THE_COUNTER, _BY_POST = "0", "1"
#: LoaiDoiTuong: who files is a citizen, as long as nobody says otherwise.
_CITIZEN = "1"
#: NoiNopHoSo: filed with the province.
_FILED_LOCALLY = "2"
SUBJECT_MAX = 1000
_STATUS_MAX = 40
_CODE_MAX = 60
_NAME_MAX = 500
_ADDRESS_MAX = 1000
_EMAIL_MAX = 200
_TERM_DAYS_MAX = 10_000


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    """Return a moment as yyyyMMddHHmmss of the centre's own clock, or nothing."""
    return "" if at is None else at.astimezone(zone).strftime("%Y%m%d%H%M%S")


def _day(day: date | None, at: datetime | None, zone: ZoneInfo) -> str:
    """Return a day with the hour that is known of it, and else with its first."""
    if day is not None and (at is None or at.astimezone(zone).date() != day):
        at = datetime.combine(day, time.min, zone)
    return moment(at, zone)


def dossier_document(account: PortalAccount, telling: Telling) -> dict[str, Any]:
    """Return a whole dossier as a row of DongBoHoSoMC, as of the step that is told.

    A field is empty where there is nothing to say, and an identity number is never made up: where
    it is not known there is no list of them.
    """
    facts, zone = telling.facts, account.zone
    status, at = telling.status, telling.happened_at
    resolved = status in (PortalStatus.DONE, PortalStatus.STOPPED, PortalStatus.RETURNED)
    ended_at = at if status is not PortalStatus.RETURNED else None
    returned = status is PortalStatus.RETURNED
    refused = status is PortalStatus.NOT_ACCEPTED
    by_post = facts.goes_back_by_post
    document: dict[str, Any] = {
        "MaHoSo": telling.dossier_code,
        "MaTTHC": facts.procedure_code,
        "TenTTHC": facts.procedure_name,
        "TenLinhVuc": facts.field_name or "",
        "KenhThucHien": _CHANNEL[facts.received_via],
        "ChuHoSo": facts.filer_name or "",
        "LoaiDoiTuong": _CITIZEN,
        "Email": facts.filer_email or "",
        "SoDienThoai": facts.filer_phone or "",
        "TrichYeuHoSo": facts.procedure_name[:SUBJECT_MAX],
        "NgayNopHoSo": moment(facts.announced_at, zone),
        "NgayTiepNhan": moment(facts.received_at, zone),
        "NgayHenTra": _day(facts.due_on, facts.due_at, zone),
        "TrangThaiHoSo": THEIR_STATUS[status],
        "NgayTuChoi": moment(at, zone) if refused else "",
        "NgayKetThucXuLy": _day(facts.resolved_on, ended_at, zone) if resolved else "",
        "NgayTra": _day(facts.returned_on, at, zone) if returned else "",
        "HinhThuc": _BY_POST if by_post else _AT_THE_COUNTER,
        "ThongTinTra": "Qua dịch vụ bưu chính công ích" if by_post else "",
        "DonViXuLy": facts.department_name,
        "NoiNopHoSo": _FILED_LOCALLY,
        "GhiChu": telling.note or "",
        "TaiLieuNop": [],
        "DanhSachLePhi": [_fee(account, line) for line in facts.fees],
        "DanhSachHoSoBoSung": [_supplement(each, zone) for each in facts.supplements],
        "DanhSachGiayToKetQua": [],
        "DanhSachTepDinhKemKhac": [],
    }
    return document


def _fee(account: PortalAccount, line: OwedLine) -> dict[str, Any]:
    said = {
        "TenPhiLePhi": line.name,
        "HinhThucThu": account.codes.get(line.due_when),
        "Gia": str(line.amount_dong),
        "LoaiPhiLePhi": account.codes.get(line.kind),
    }
    return {name: value for name, value in said.items() if value is not None}


def _supplement(each: Supplement, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "HoSoBoSungId": str(each.step_id),
        "NguoiYeuCauBoSung": each.asked_by,
        "NoiDungBoSung": each.asked_for or "",
        "NgayBoSung": moment(each.asked_at, zone),
        "NgayTiepNhanBoSung": moment(each.came_in_at, zone),
        "NgayHenTraTruoc": _day(each.due_before, None, zone),
        "NgayHenTraMoi": _day(each.due_after, None, zone),
    }


def progress_document(account: PortalAccount, telling: Telling) -> dict[str, Any]:
    """Return a step as a row of CapNhatTienDoHoSoMC."""
    facts, zone = telling.facts, account.zone
    return {
        "MaHoSo": telling.dossier_code,
        "NguoiXuLy": telling.handler,
        "ChucDanh": "",
        "ThoiDiemXuLy": moment(telling.happened_at, zone),
        "PhongBanXuLy": telling.handler_office,
        "NoiDungXuLy": telling.note or "",
        "TrangThai": THEIR_STATUS[telling.status],
        "NgayBatDau": moment(facts.received_at, zone),
        "NgayKetThucTheoQuyDinh": _day(facts.due_on, facts.due_at, zone),
    }


def held_of(document: object, address_field: str | None = None) -> Held | None:
    """Return what an answer says the portal holds of a dossier; None where it says nothing."""
    said = _lowered(document)
    code = _text(said.get("mahoso"), _CODE_MAX)
    status = _text(said.get("trangthaihoso", said.get("trangthai")), _STATUS_MAX)
    if code is None or status is None:
        return None
    return Held(code, OUR_STATUS.get(status), status, _offered(said, address_field))


def _offered(said: Mapping[str, Any], address_field: str | None) -> Offered | None:
    """Return what a dossier is said to be, None where its procedure is not told."""
    procedure = _text(said.get("matthc"), _CODE_MAX)
    if procedure is None:
        return None
    address = said.get(address_field.lower()) if address_field else None
    return Offered(
        procedure_code=procedure,
        received_via=_CHANNEL_OF.get(_text(said.get("kenhthuchien"), _CODE_MAX) or ""),
        department=_text(said.get("donvixuly"), _NAME_MAX),
        goes_back_by_post=_text(said.get("hinhthuc"), _CODE_MAX) == _BY_POST,
        filer_name=_text(said.get("chuhoso"), _NAME_MAX),
        filer_phone=_text(said.get("sodienthoai"), _CODE_MAX),
        filer_address=_text(address, _ADDRESS_MAX),
        filer_email=_text(said.get("email"), _EMAIL_MAX),
    )


def procedure_of(document: object, term_field: str | None = None) -> PortalProcedure | None:
    """Return a procedure as an answer lists it; None where it has no code or no name."""
    said = _lowered(document)
    code, name = _text(said.get("matthc"), _CODE_MAX), _text(said.get("tentthc"), _NAME_MAX)
    if code is None or name is None:
        return None
    fields = said.get("linhvucthuchien")
    first = _lowered(fields[0]) if isinstance(fields, list) and fields else {}
    return PortalProcedure(
        code,
        name,
        _text(first.get("malinhvuc"), _CODE_MAX),
        _text(first.get("tenlinhvuc"), _NAME_MAX),
        _days(said.get(term_field.lower())) if term_field else None,
    )


def _days(value: object) -> int | None:
    """Return a number of days; what is none is not told."""
    said = _text(value, _CODE_MAX) or ""
    return int(said) if said.isascii() and said.isdigit() and int(said) <= _TERM_DAYS_MAX else None


def _lowered(document: object) -> dict[str, Any]:
    """Return an object with its names in small letters, as services differ in that."""
    if not isinstance(document, dict):
        return {}
    return {str(name).lower(): value for name, value in document.items()}


def _text(value: object, most: int) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    readable = "".join(each for each in str(value) if each.isprintable())
    return readable.strip()[:most] or None
