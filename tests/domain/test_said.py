"""A sentence can be kept as JSON and said again to its last word."""

import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from postal_bridge.domain.dossier import LineProblem
from postal_bridge.domain.said import Said

FACTS = st.text() | st.integers() | st.builds(Said, st.just("within")) | st.dates().map(str)


@given(st.dictionaries(st.sampled_from(("a", "b_dong")), FACTS | st.tuples(FACTS, FACTS)))
def test_what_was_kept_is_the_same_sentence(facts: dict[str, Any]) -> None:
    said = Said("-".join(f"{{{name}}}" for name in facts), **facts)
    again = Said.of_document(json.loads(json.dumps(said.to_document())))
    assert (again, again.template, again.facts) == (said, said.template, said.facts)


def test_a_day_is_kept_as_it_is_written() -> None:
    said = Said("is before {day}", day=date(2026, 3, 14))
    assert Said.of_document(said.to_document()) == said == "is before 2026-03-14"


def test_amounts_are_told_in_groups_of_digits_and_other_numbers_are_not() -> None:
    assert Said("{year}: {amount_dong}", year=2026, amount_dong=-70_000) == "2026: -70,000"
    assert Said("{each_dong}", each_dong=(1_000, 20)) == "1,000, 20"


def test_a_problem_tells_its_english_and_is_kept_with_what_that_is_made_of() -> None:
    reason = Said("is above {limit_dong} đồng", limit_dong=9_000)
    problem = LineProblem(3, "Tiền {x}", "{y}", reason)
    told = {"line": 3, "column": "Tiền {x}", "value": "{y}", "reason": "is above 9,000 đồng"}
    assert problem.to_document() == told
    again = LineProblem.of_kept(json.loads(json.dumps(problem.to_kept())))
    assert (again, again.reason.facts) == (problem, {"limit_dong": 9_000})


def test_a_problem_that_an_earlier_release_kept_is_told_as_it_was() -> None:
    kept = {"line": 3, "column": "", "value": "", "reason": "has {braces} of its own"}
    assert LineProblem.of_kept(kept).to_document() == kept
