"""Every refusal has a code of its own, a message that can be filled in, and a paragraph."""

import ast
import re
from collections.abc import Iterator

from tests.structure.refusals_page import all_refusals, facts_of, message_of
from tests.structure.source_tree import PACKAGES, files_ending, tree_of


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
        for name, told, line in made_errors(tree_of(path)):
            refusal = refusals.get(name)
            if refusal is None or "__init__" in vars(refusal) or None in told:
                continue
            if facts_of(refusal) - told:
                missing.append(f"{path}:{line}: {name} lacks {sorted(facts_of(refusal) - told)}")
    assert not missing, "\n".join(missing)


def made_errors(tree: ast.AST) -> Iterator[tuple[str, set[str | None], int]]:
    """Yield the classes that are called or raised, with the names of what they are told."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, {word.arg for word in node.keywords}, node.lineno
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name):
            yield node.exc.id, set(), node.lineno
