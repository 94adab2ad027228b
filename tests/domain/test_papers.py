"""The sets of forms: six of 2018, seven of 2025, numbered anew."""

import pytest

from postal_bridge.domain.papers import FORM_SETS, DossierPaper


@pytest.mark.parametrize(
    ("paper", "old", "new"),
    [
        (DossierPaper.RECEIPT_APPOINTMENT, "01", "01"),
        (DossierPaper.SUPPLEMENT_REQUEST, "02", "02"),
        (DossierPaper.REFUSAL_NOTICE, "03", "03"),
        (DossierPaper.APOLOGY_EXTENSION, "04", "04"),
        (DossierPaper.STOP_NOTICE, None, "05"),
        (DossierPaper.PROCESS_CONTROL_SHEET, "05", "06"),
        (DossierPaper.DOSSIER_REGISTER, "06", "07"),
        (DossierPaper.RESULT_RECEIPT, None, None),
    ],
)
def test_a_paper_has_the_number_of_its_circular(
    paper: DossierPaper, old: str | None, new: str | None
) -> None:
    for circular, number in (("01/2018/TT-VPCP", old), ("03/2025/TT-VPCP", new)):
        form = FORM_SETS[circular].get(paper)
        assert (form and form.number) == number
        assert form is None or form.circular == circular


def test_the_apology_has_another_name_since_2025() -> None:
    titles = [forms[DossierPaper.APOLOGY_EXTENSION].title for forms in FORM_SETS.values()]
    assert titles == [
        "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
        "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    ]
