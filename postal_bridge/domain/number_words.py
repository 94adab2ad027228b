"""Reads whole numbers out in Vietnamese, as receipts have to state an amount in words."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
#: Above these the reading begins again: a thousand billions is "nghìn tỷ".
_GROUPS = ((1_000_000, "triệu"), (1_000, "nghìn"), (1, ""))
_BILLION = 1_000_000_000


def dong_in_words(amount_dong: int) -> str:
    """Return an amount as a receipt states it, such as "mười lăm nghìn đồng"."""
    return f"{in_words(amount_dong)} đồng"


def in_words(number: int) -> str:
    """Return the reading of a whole number that is not negative."""
    if number < 0:
        message = "only numbers from zero on are read out"
        raise ValueError(message)
    return " ".join(_words(number, leading=True)) or _DIGITS[0]


def _words(number: int, *, leading: bool) -> list[str]:
    """Return the words of a number; where it follows others its hundreds are always said."""
    billions, rest = divmod(number, _BILLION)
    words: list[str] = []
    if billions:
        words = [*_words(billions, leading=leading), "tỷ"]
    for size, name in _GROUPS:
        group, rest = divmod(rest, size)
        if group:
            words += _group_words(group, leading=leading and not words)
            words += [name] if name else []
    return words


def _group_words(group: int, *, leading: bool) -> list[str]:
    """Return the words of a number below a thousand."""
    hundreds, rest = divmod(group, 100)
    tens, units = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or not leading else []
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [_DIGITS[tens], "mươi"]
    elif units and words:
        words.append("linh")
    return words + ([_unit_word(tens, units)] if units else [])


def _unit_word(tens: int, units: int) -> str:
    """Return the last digit, of which some sound otherwise after tens."""
    if tens and units == 5:  # noqa: PLR2004 - the digit itself
        return "lăm"
    if tens > 1:
        return {1: "mốt", 4: "tư"}.get(units, _DIGITS[units])
    return _DIGITS[units]
