"""Sessions and bearer tokens: what kinds there are, and who is recognised by one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from postal_bridge.domain.access import Viewer


class CredentialKind(StrEnum):
    """A session belongs to a browser, a token to a program."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - the kind, not a secret


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who presented a valid secret, and until when it would be valid."""

    viewer: Viewer
    credential_id: UUID
    expires_at: datetime
