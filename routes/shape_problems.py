"""What is said of a field that has not the shape it should have, by pydantic's name of the fault.

The names are the codes of the problems; the words are ours, so that they can be said in Vietnamese.
"""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic_core import ErrorDetails

from postal_bridge.domain.said import Said
from schemas.shape import NOT_WRITTEN_OUT

#: Faults that are not listed keep pydantic's words; they come from programs and not from forms.
SHAPE_PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "missing": "must be given",
        "extra_forbidden": "is not known here",
        "string_type": "must be a text",
        "string_too_short": "must have at least {min_length} characters",
        "string_too_long": "must have at most {max_length} characters",
        "string_pattern_mismatch": "does not have the form {pattern}",
        "int_type": "must be a whole number",
        "int_parsing": "must be a whole number",
        "int_parsing_size": "has too many digits",
        "int_from_float": "must be a whole number",
        "float_type": "must be a number",
        "float_parsing": "must be a number",
        "bool_type": "must be true or false",
        "bool_parsing": "must be true or false",
        "greater_than": "must be greater than {gt}",
        "greater_than_equal": "must be at least {ge}",
        "less_than": "must be less than {lt}",
        "less_than_equal": "must be at most {le}",
        "enum": "must be {expected}",
        "literal_error": "must be {expected}",
        "date_type": "must be a day",
        "date_parsing": "must be a day",
        "date_from_datetime_parsing": "must be a day",
        "datetime_type": "must be a day and a time",
        "datetime_parsing": "must be a day and a time",
        "datetime_from_date_parsing": "must be a day and a time",
        "timezone_aware": "must say by its offset in which time zone it is",
        "not_written_out": NOT_WRITTEN_OUT,
        "uuid_type": "must be a UUID",
        "uuid_parsing": "must be a UUID",
        "list_type": "must be a list",
        "too_short": "must have at least {min_length} entries",
        "too_long": "must have at most {max_length} entries",
        "model_type": "must be an object",
        "dict_type": "must be an object",
    }
)


def said_of(fault: ErrorDetails) -> Said:
    """Return what is said of a fault that pydantic found."""
    template = SHAPE_PROBLEMS.get(fault["type"])
    return Said(template, **fault.get("ctx", {})) if template else Said(fault["msg"])
