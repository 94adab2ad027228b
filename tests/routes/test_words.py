"""What people are told in a language is in that language to its last word."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic_core import ErrorDetails
from pydantic_core._pydantic_core import list_all_errors

from postal_bridge.documents.money_words import CLASSES
from postal_bridge.domain.difference_refusals import ActionDoesNotFit, DifferenceNotOpen
from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.money_difference import Action
from postal_bridge.domain.refusals import (
    AmountOutOfRange,
    FieldProblem,
    Refusal,
    StepNotAllowed,
    WrongState,
)
from postal_bridge.domain.said import Said
from postal_bridge.domain.tracking_code import BagCode, TrackingCode
from routes.pages.languages import Language, words_of, words_of_problem
from routes.pages.money_words import WORDS
from routes.pages.rewording import words_kept
from routes.shape_problems import SHAPE_PROBLEMS, said_of


@pytest.mark.parametrize("fault", list_all_errors(), ids=lambda fault: fault["type"])
def test_every_fault_of_a_shape_has_its_vietnamese(fault: Mapping[str, Any]) -> None:
    facts = dict(fault.get("example_context") or {})
    found = ErrorDetails(type=fault["type"], loc=(), msg="Words of pydantic", input=0, ctx=facts)
    problem = FieldProblem("field", fault["type"], said_of(found))
    told = words_of_problem(problem, Language.VI)
    assert told != problem.detail
    assert "pydantic" not in told
    assert words_of_problem(problem, Language.EN) == problem.detail


def test_our_words_are_for_faults_that_there_are() -> None:
    known = {fault["type"] for fault in list_all_errors()} | {"not_written_out"}
    assert set(SHAPE_PROBLEMS) <= known


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (TrackingCode, "EV000000015VN", "sai chữ số kiểm tra"),
        (TrackingCode, "EV1", "không đúng dạng"),
        (BagCode, "BAG-H53-000000019", "sai chữ số kiểm tra"),
        (DossierCode, "000.00.19.H53-261399-0001", "không phải ngày có thật"),
    ],
)
def test_the_reason_within_a_refusal_is_told_too(
    kind: type[TrackingCode | BagCode | DossierCode], text: str, said: str
) -> None:
    with pytest.raises(Refusal) as refused:
        kind.parse(text)
    refusal = refused.value
    assert words_of(refusal, Language.VI).endswith(f'"{text}" không đúng: {said}.')
    assert words_kept(refusal.code(), refusal.detail, Language.VI) == words_of(refusal, Language.VI)


def test_names_of_the_api_are_words_in_both_languages() -> None:
    refusal = WrongState(code="EV000000014VN", state="offered", event="went_out")
    assert 'ở trạng thái "Chờ nhận", nên chưa thể ghi bước "Đi phát".' in words_of(
        refusal, Language.VI
    )
    assert "EV000000014VN is" in words_of(refusal, Language.EN)
    assert "went_out" not in words_of(refusal, Language.EN)
    assert 'is offered, and the step "went_out"' in refusal.detail


def test_differences_in_money_are_told_in_words() -> None:
    misfit = ActionDoesNotFit(settling=Action.REFUND, difference_class="missing")
    told = words_of(misfit, Language.VI)
    assert told.startswith(
        'Chênh lệch loại "Đã thu, chưa chuyển" không xử lý được bằng cách "Hoàn lại tiền"'
    )
    assert words_kept(misfit.code(), misfit.detail, Language.VI) == told
    closed = DifferenceNotOpen(difference_state="carried")
    assert '"Chuyển kỳ sau"' in words_of(closed, Language.VI)


def test_amounts_are_written_as_vietnamese_write_them() -> None:
    refusal = AmountOutOfRange(lowest_dong=-1_000, highest_dong=9_000_000)
    told = words_of(refusal, Language.VI)
    assert "-1.000 đến 9.000.000 đồng" in told
    assert refusal.detail == "An amount lies between -1,000 and 9,000,000 đồng."
    assert words_kept(refusal.code(), refusal.detail, Language.VI) == told


def test_a_list_of_sentences_is_told_in_one_language() -> None:
    processing = Said("{number} ({portal_status})", number=4, portal_status="processing")
    leap = StepNotAllowed(code="A", status=processing, wanted=processing, allowed=(processing,) * 2)
    assert words_of(leap, Language.VI).endswith("chỉ có thể là Đang xử lý (4), Đang xử lý (4).")
    assert leap.detail.endswith("only 4 (processing), 4 (processing).")


def test_what_an_older_release_kept_is_told_by_its_title() -> None:
    assert words_kept("not_offered", "in other words", Language.EN) == "Not offered to your office"
    assert words_kept("not_offered", None, Language.VI) == "Chưa được giao cho đơn vị của bạn"


def test_pages_call_a_class_of_difference_as_papers_do() -> None:
    assert WORDS["line_class"].items() - CLASSES.items() == {("matched", "Khớp")}
    assert CLASSES.keys() <= WORDS["line_class"].keys()
