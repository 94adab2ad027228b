"""The code of a dossier in both orders that are in use: read, checked, never made here.

One-stop software gives a dossier its code; we keep it. Two orders live side by side:
`000.00.19.H26-210101-0001` (right to left, TT 01/2018/TT-VPCP Đ19 with QCVN 102:2016) and
`H56.14-240823-0001` (left to right, QĐ 20/2020/QĐ-TTg Đ4). Both end in the day of acceptance and a
number of that day. Which office a unit code means is data of the centre, not of this module.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Self

from postal_bridge.domain.code_refusals import BadDossierCode, shown
from postal_bridge.domain.said import Said

#: QĐ 20/2020/QĐ-TTg Đ4 bounds the part before the first hyphen.
UNIT_CHARACTERS_MAX = 35

_LONGEST = UNIT_CHARACTERS_MAX + len("-YYMMDD-NNNNNN")

_SHAPE = re.compile(
    r"(?:[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.(?P<last>[A-Y][0-9]{2})"
    r"|(?P<first>[A-Y][0-9]{2})(?:\.[0-9A-Z]{1,6})+)"
    r"-(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})-[0-9]{4,6}"
)


@dataclass(frozen=True, slots=True)
class DossierCode:
    """A dossier's code, the province or ministry it belongs to, and the day of acceptance.

    `text` is the code as given, without white space around it and in capitals: the grammar has
    no small letters, so a small letter is a slip of the hand and never another dossier. Zeros,
    dots and the length of the daily number stay as they came. `unit_code` is the first level,
    such as H53, in either order.
    """

    text: str
    unit_code: str
    accepted_on: date

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code in either order.

        Raises:
            BadDossierCode: with the fact `reason`, "bad shape" or "not a real date".

        """
        plain = unicodedata.normalize("NFC", text.strip())
        # Capitals are made of ASCII letters only: a long s would otherwise become a plain "S".
        code = plain.upper() if plain.isascii() else plain
        match = _SHAPE.fullmatch(code) if len(code) <= _LONGEST else None
        if match is None or code.index("-") > UNIT_CHARACTERS_MAX:
            raise BadDossierCode(text=shown(text), reason=Said("bad shape"))
        # Two digits of the year suffice: the grammar is younger than this century.
        year, month, day = 2000 + int(match["year"]), int(match["month"]), int(match["day"])
        try:
            accepted_on = date(year, month, day)
        except ValueError as error:
            raise BadDossierCode(text=shown(text), reason=Said("not a real date")) from error
        return cls(code, match["last"] or match["first"], accepted_on)
