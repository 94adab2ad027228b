"""What the REST binding of EPCIS 2.0 calls a refusal: its own types, and 400 for what is wrong."""

from typing import Any

from routes.route import API

EPCIS = f"{API}/epcis"
_EXCEPTION = "epcisException:{name}"
_BAD_REQUEST, _UNPROCESSABLE = 400, 422
_NAMES = {
    401: "SecurityException",
    403: "SecurityException",
    404: "NoSuchResourceException",
    406: "NotAcceptableException",
    413: "CaptureLimitExceededException",
    415: "UnsupportedMediaTypeException",
}


def is_of_epcis(path: str) -> bool:
    """Tell whether an address belongs to EPCIS."""
    return path.startswith(f"{EPCIS}/")


def status_in_epcis(status: int) -> int:
    """Return the status that the standard has for ours."""
    return _BAD_REQUEST if status == _UNPROCESSABLE else status


def in_terms_of_epcis(document: dict[str, Any], *, reads: bool) -> dict[str, Any]:
    """Return a problem document with the type and the status that the standard has for it."""
    status = status_in_epcis(document["status"])
    name = _NAMES.get(status, "ImplementationException")
    if status == _BAD_REQUEST:
        name = "QueryParameterException" if reads else "ValidationException"
    return {**document, "type": _EXCEPTION.format(name=name), "status": status}
