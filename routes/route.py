"""What a row of the URL table is made of: a method, a path, an operation, and who may come in.

An `Operation` says everything about a call that does not depend on where it hangs: what it takes
and gives, how it may be refused, and the handler that does it. The handler's docstring is its
description, for the reader of the code and of the API alike.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Generic, TypeAlias, TypeVar

from aiohttp import web
from pydantic import BaseModel, TypeAdapter

from postal_bridge.domain.access import Role, Viewer
from postal_bridge.domain.credential import Recognised
from postal_bridge.domain.refusals import Refusal
from postal_bridge.usecases.once import Answer, Asked, RequestKey
from postal_bridge.wiring import Bridge

API = "/api/v1"
JSON = "application/json"
HTML = "text/html"
OCTETS = "application/octet-stream"
BODY_BYTES_MAX = 1024 * 1024

BodyT = TypeVar("BodyT")
QueryT = TypeVar("QueryT")


class Gate(Enum):
    """The ways in that do not ask for one of the roles."""

    PUBLIC = "public"
    #: For the machine's own monitoring, or an administrator's token.
    LOCAL_OR_ADMIN = "local_or_admin"


PUBLIC = Gate.PUBLIC
LOCAL_OR_ADMIN = Gate.LOCAL_OR_ADMIN
EVERYBODY = frozenset(Role)

Access: TypeAlias = Gate | frozenset[Role]


@dataclass(slots=True)
class Call(Generic[BodyT, QueryT]):
    """One request, decoded: what a handler is given.

    `path` holds the variable parts of the path, `visitor` is None on public routes.
    """

    request: web.Request
    bridge: Bridge
    visitor: Recognised | None
    body: BodyT
    query: QueryT
    path: Mapping[str, str]
    request_key: RequestKey | None

    @property
    def viewer(self) -> Viewer:
        """Who is signed in, on every route that is not public."""
        assert self.visitor is not None, "public routes know no viewer"
        return self.visitor.viewer

    @property
    def asked(self) -> Asked:
        """What a write is asked for with: by whom, and under which key."""
        return self.asked_under(self.request_key)

    def asked_under(self, request_key: RequestKey | None) -> Asked:
        """Return what a write is asked for with, under a key that a page has made."""
        bridge = self.bridge
        return Asked(bridge.database, bridge.clock, bridge.sealer, self.viewer, request_key)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers when the shape alone does not say it all.

    A mapping or a list is sent as JSON, bytes as they are; `status` None is the operation's own.
    What is `long` is compressed for whoever takes it so.
    """

    body: BaseModel | Mapping[str, Any] | list[Any] | bytes | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    long: bool = False

    def adding(self, headers: Mapping[str, str]) -> "Reply":
        """Return the same answer with further headers."""
        return replace(self, headers={**self.headers, **headers})


Handler: TypeAlias = Callable[
    [Call[Any, Any]], Awaitable[Reply | BaseModel | Answer | web.StreamResponse]
]


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of the API or one page; see `operation` for the fields."""

    handler: Handler
    takes: type[BaseModel] | str | None
    parts: type[BaseModel] | None
    gives: type[BaseModel] | str | None
    query: type[BaseModel] | None
    status: int
    refuses: tuple[type[Refusal], ...]
    leaves_out_null: bool
    body_bytes_max: int
    reads_bytes: bool
    body_decoder: TypeAdapter[Any] | None
    query_decoder: TypeAdapter[Any] | None
    encoder: TypeAdapter[Any] | None

    @property
    def name(self) -> str:
        """The name of the call, unique in the API."""
        return self.handler.__name__

    @property
    def summary(self) -> str:
        """What the call does, in one line."""
        return (self.handler.__doc__ or "").strip().partition("\n")[0]

    @property
    def description(self) -> str:
        """What else there is to say about the call."""
        rest = (self.handler.__doc__ or "").strip().partition("\n")[2]
        return "\n".join(line.strip() for line in rest.strip().splitlines())


def operation(
    *,
    takes: type[BaseModel] | str | None = None,
    parts: type[BaseModel] | None = None,
    gives: type[BaseModel] | str | None = None,
    query: type[BaseModel] | None = None,
    status: int = 200,
    refuses: tuple[type[Refusal], ...] = (),
    leaves_out_null: bool = False,
    body_bytes_max: int = BODY_BYTES_MAX,
    reads_bytes: bool = False,
) -> Callable[[Handler], Operation]:
    """Make an operation of a handler.

    Args:
        takes: the shape of the JSON body, or the media type of a body that the handler reads
            itself from `call.request`, of several the usual one first and ", " between; None when
            there is no body.
        parts: the shape of such a body, for the description of the API.
        gives: the shape of the answer, or its media type when it is not JSON, of several the usual
            one first and ", " between; None for an answer without a body.
        query: the shape of what stands after "?"; None when nothing there is looked at.
        status: the status of the answer.
        refuses: the refusals that are this call's own, beside those that every call may answer.
        leaves_out_null: whether fields that are None are left out of the answer.
        body_bytes_max: how long a body may be that is read here.
        reads_bytes: whether a body that is not JSON is read here and handed on as bytes.

    """

    def declare(handler: Handler) -> Operation:
        def adapter(shape: type[BaseModel] | str | None) -> TypeAdapter[Any] | None:
            return None if shape is None or isinstance(shape, str) else TypeAdapter(shape)

        return Operation(
            handler=handler,
            takes=takes,
            parts=parts,
            gives=gives,
            query=query,
            status=status,
            refuses=refuses,
            leaves_out_null=leaves_out_null,
            body_bytes_max=body_bytes_max,
            reads_bytes=reads_bytes,
            body_decoder=adapter(takes),
            query_decoder=adapter(query),
            encoder=adapter(gives),
        )

    return declare


@dataclass(frozen=True, slots=True)
class Route:
    """A row of the URL table: nobody comes in who is not named in `access`."""

    method: str
    path: str
    operation: Operation
    access: Access

    def __post_init__(self) -> None:
        if not (isinstance(self.access, Gate) or (self.access and self.access <= EVERYBODY)):
            raise ValueError(f"{self.method} {self.path} does not say who may come in")
