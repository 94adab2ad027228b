"""Several dossiers are named by the first of them and how many there are."""

import pytest

from postal_bridge.domain.message import Language
from postal_bridge.domain.named_together import named_together


@pytest.mark.parametrize(
    ("others", "language", "named"),
    [
        (0, Language.VIETNAMESE, "H53"),
        (2, Language.VIETNAMESE, "H53 và 2 hồ sơ khác"),
        (0, Language.ENGLISH, "H53"),
        (1, Language.ENGLISH, "H53 and one more"),
        (2, Language.ENGLISH, "H53 and 2 more"),
    ],
)
def test_the_others_are_counted(others: int, language: Language, named: str) -> None:
    assert named_together("H53", others, language) == named
