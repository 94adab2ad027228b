"""Every refusal has a code of its own, a message that can be filled in, and a paragraph."""

import ast
import re

from tests.structure.refusals_page import all_refusals, facts_of, message_of, refusals_page
from tests.structure.source_tree import PACKAGES, ROOT, files_ending, tree_of


def test_codes_are_unique() -> None:
    codes = [refusal.code() for refusal in all_refusals()]
    assert sorted(set(codes)) == sorted(codes)


def test_messages_are_sentences_with_named_facts() -> None:
    for refusal in all_refusals():
        assert re.match(r"[A-Z{]", message_of(refusal)), refusal.code()
        assert re.search(r"[.}]$", message_of(refusal)), refusal.code()
        assert all(name.isidentifier() for name in facts_of(refusal)), refusal.code()


def test_whoever_refuses_tells_every_fact_of_the_message() -> None:
    refusals = {refusal.__name__: refusal for refusal in all_refusals()}
    missing = []
    for path in files_ending(".py", within=PACKAGES):
        for node in ast.walk(tree_of(path)):
            made = node.func if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Raise):
                made = node.exc  # without parentheses, so without any fact
            refusal = refusals.get(made.id) if isinstance(made, ast.Name) else None
            if refusal is None or "__init__" in vars(refusal):
                continue
            told = {word.arg for word in node.keywords} if isinstance(node, ast.Call) else set()
            if None not in told and facts_of(refusal) - told:
                missing.append(f"{path}:{node.lineno}: {sorted(facts_of(refusal) - told)}")
    assert not missing, "\n".join(missing)


def test_the_page_of_refusals_is_up_to_date() -> None:
    written = (ROOT / "docs/reference/refusals.md").read_text("utf-8")
    assert written == refusals_page(), "stale: run make docs"
