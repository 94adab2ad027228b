"""What goes wrong: every "no" of the service as an exception, by what a program can do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one field; `path` is names and positions joined by dots."""

    path: str
    code: str
    detail: str


class PostalBridgeError(Exception):
    """A call was not carried out, or nobody knows whether it was."""


class NoAnswerError(PostalBridgeError):
    """No answer came, or none that can be read; the call may have been carried out.

    Make it again under the same key, which `key` holds, and it is carried out once.
    """

    def __init__(self, reason: str, key: str | None) -> None:
        super().__init__(reason)
        self.key = key


class ProblemError(PostalBridgeError):
    """The service refused: a problem document (RFC 9457).

    `code` is the stable name of the reason, `detail` the reason in words, `errors` every wrong
    field, `instance` the identifier of the request in the log of the service.
    """

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(document.get("code", "unknown"))
        self.title = str(document.get("title", f"HTTP {status}"))
        self.detail = str(document.get("detail", ""))
        self.instance = document.get("instance")
        self.errors = tuple(
            FieldProblem(str(each.get("path")), str(each.get("code")), str(each.get("detail")))
            for each in document.get("errors") or ()
            if isinstance(each, Mapping)
        )
        super().__init__(f"{self.code}: {self.detail or self.title}")


class WrongInputError(ProblemError):
    """What was sent is wrong, and will be the next time; `errors` says where."""


class SignInNeededError(ProblemError):
    """The token is missing, has expired or was revoked."""


class NotAllowedError(ProblemError):
    """The token is valid, but not for this."""


class NotFoundError(ProblemError):
    """There is no such thing, or none that one may see."""


class ConflictError(ProblemError):
    """It does not fit how things stand: read again, then decide."""


class BusyError(ProblemError):
    """Too many requests, or out of service for now, even after the retries."""


class ServiceError(ProblemError):
    """A fault of the service; `instance` is what its operators want to know."""


_BY_STATUS: Mapping[int, type[ProblemError]] = {
    HTTPStatus.UNAUTHORIZED: SignInNeededError,
    HTTPStatus.FORBIDDEN: NotAllowedError,
    HTTPStatus.NOT_FOUND: NotFoundError,
    HTTPStatus.CONFLICT: ConflictError,
    HTTPStatus.TOO_MANY_REQUESTS: BusyError,
    HTTPStatus.BAD_GATEWAY: BusyError,
    HTTPStatus.SERVICE_UNAVAILABLE: BusyError,
    HTTPStatus.GATEWAY_TIMEOUT: BusyError,
}


def problem_of(status: int, document: Mapping[str, Any]) -> ProblemError:
    """Return the exception that tells of an answer."""
    kind = _BY_STATUS.get(status)
    if kind is None:
        fault = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        kind = ServiceError if fault else WrongInputError
    return kind(status, document)
