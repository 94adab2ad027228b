"""Public holidays of the country as far as they follow from law and from the moon.

What is decided year by year (the days at Tết and beside 2 September, days that are swapped) may
differ; the table of days has the last word on each.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

import holidays

#: The library reckons the moon no further than the last of these years.
_YEARS = range(2021, 2100)


@cache
def national_holidays() -> Mapping[date, str]:
    """Return the days off by their Vietnamese names."""
    return MappingProxyType(dict(holidays.country_holidays("VN", years=_YEARS, language="vi")))
