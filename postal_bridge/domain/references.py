"""Finds the reference of a dossier or of a consignment in what people and banks wrote.

Banks fold, cut and rewrite the note of a transfer: dots and hyphens become blanks or nothing, words
are put around it. What is found is checked like any code (the day in it, the check digit); where
two different ones are found there is none, for a machine does not choose.
"""

import re

from postal_bridge.domain.dossier_code import DossierCode
from postal_bridge.domain.refusals import Refusal
from postal_bridge.domain.tracking_code import TrackingCode

#: Notes of transfers are short; what is longer is no note.
TEXT_MAX = 2_000

_GAP = "[ ._/-]?"
_DOSSIER = re.compile(
    rf"(?<![0-9A-Z])(?:(?P<level4>[0-9]{{3}}){_GAP}(?P<level3>[0-9]{{2}}){_GAP}"
    rf"(?P<level2>[0-9]{{2}}){_GAP}(?P<level1>[A-Y][0-9]{{2}})"
    rf"|(?P<first>[A-Y][0-9]{{2}})[ ._](?P<rest>[0-9A-Z]{{1,6}}(?:[._][0-9A-Z]{{1,6}})*))"
    rf"{_GAP}(?P<day>[0-9]{{6}}){_GAP}(?P<number>[0-9]{{4,6}})(?![0-9])"
)
_ITEM = re.compile(r"(?<![0-9A-Z])[A-Z]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?[A-Z]{2}(?![0-9A-Z])")


def dossier_code_in(text: str) -> str | None:
    """Return the code of the one dossier that a text names, or None."""
    found = set()
    for match in _DOSSIER.finditer(text[:TEXT_MAX].upper()):
        if match["first"]:
            unit = f"{match['first']}.{match['rest'].replace('_', '.')}"
        else:
            unit = ".".join(match[f"level{level}"] for level in (4, 3, 2, 1))
        try:
            found.add(DossierCode.parse(f"{unit}-{match['day']}-{match['number']}").text)
        except Refusal:
            continue  # It looks like one, but its day was never.
    return found.pop() if len(found) == 1 else None


def item_code_in(text: str) -> str | None:
    """Return the one S10 code with a right check digit that a text names, or None."""
    found = set()
    for match in _ITEM.finditer(text[:TEXT_MAX].upper()):
        try:
            found.add(str(TrackingCode.parse(match[0])))
        except Refusal:
            continue  # Thirteen characters, and not a code.
    return found.pop() if len(found) == 1 else None
