"""What a person says that a line of a bank is."""

from uuid import uuid4

import pytest

from postal_bridge.domain.line_explanation import ExplainedAs, Explanation
from postal_bridge.domain.refusals import InvalidInput

CODE = "H53.14-260313-0001"


def test_a_line_is_what_is_named_or_money_of_others() -> None:
    assert Explanation.of(None).explained_as is ExplainedAs.OUTSIDE
    assert Explanation.of(uuid4()).explained_as is ExplainedAs.REFUND
    assert Explanation.of(None, CODE) == Explanation(ExplainedAs.PAYMENT, dossier_code=CODE)


def test_a_line_is_not_a_refund_and_a_payment() -> None:
    with pytest.raises(InvalidInput) as refused:
        Explanation.of(uuid4(), CODE)
    assert [problem.path for problem in refused.value.problems] == ["dossier_code"]
