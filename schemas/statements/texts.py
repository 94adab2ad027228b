"""Texts of statements, made fit to be kept: composed, printable, without surplus blanks.

What banks write into a line is their customers' own words and never refused; only what would harm
whoever reads or keeps it is taken out.
"""

from typing import Final

from schemas.statements.encodings import composed

TEXT_CHARACTERS_MAX: Final = 4_000
"""How much of a narration is kept; the longest that a standard knows is a quarter of that."""

NO_REFERENCE: Final = frozenset({"NONREF", "NOTPROVIDED", "NOT PROVIDED", "N/A", "-", "0"})
"""What stands, in capitals, where there is no reference."""


def tidy(text: str | None) -> str:
    """Return a text on one line, with a blank for every character that is not printable."""
    if not text:
        return ""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return composed(" ".join(text.split()))[:TEXT_CHARACTERS_MAX]


def named(text: str | None) -> str | None:
    """Return a name, an account or a code, or None where nothing is said."""
    return tidy(text) or None


def reference(text: str | None) -> str | None:
    """Return a reference, or None where it only says that there is none."""
    said = tidy(text)
    return None if said.upper() in NO_REFERENCE else said or None
