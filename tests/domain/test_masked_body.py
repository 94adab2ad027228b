"""What another party sent is shown with people masked."""

import json

from postal_bridge.domain.masked_body import masked_body


def test_named_fields_numbers_and_e_mails_are_masked_at_any_depth() -> None:
    body = json.dumps(
        {
            "ItemCode": "EV000000014VN",
            "At": "2026-03-13T10:00:00+07:00",
            "Day": "2026-03-13",
            "Receiver": {"FullName": "Nguyễn Thị Ví Dụ", "Mobile": "+84 912 345 678"},
            "Notes": ["gọi 0912345678", "thư a.b@thu.example", {"id": "001234567890"}],
            "Amount": 50000,
            "fullname": None,
        }
    ).encode()
    shown = masked_body(body, {"FullName"})
    for part in ("Ví Dụ", "345 678", "0912345678", "a.b@", "001234567890"):
        assert part not in shown
    for part in ("EV000000014VN", "2026-03-13T10:00:00+07:00", '"2026-03-13"', "50000", "null"):
        assert part in shown


def test_what_is_no_json_is_shown_as_text_and_masked_too() -> None:
    assert (
        masked_body("số 0912345678 \xff".encode("latin-1", "ignore"), ()).count("0912345678") == 0
    )
    assert masked_body(b"abc 123", ()) == "abc 123"


def test_what_is_not_known_to_be_plain_is_masked_where_that_is_asked_for() -> None:
    row = {"MaHoSo": "H-1", "NoiO": "12 Hoa Sữa", "GhiChu": None, "Tuoi": 30}
    body = json.dumps({"id": 7, "data": [row]}).encode()
    shown = json.loads(masked_body(body, (), {"ID", "mahoso"}))
    said = {**row, "NoiO": "***", "Tuoi": "***"}
    assert shown == {"id": 7, "data": [said]}
