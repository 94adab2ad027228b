"""What the forms of administrators send, what everybody's account sends, and where lists go on."""

from datetime import date, time
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.access import OfficeKind, Role
from schemas.pages import PlaceAddress
from schemas.shape import CURSOR_LENGTH_MAX, READABLE, Query

_LOGIN_SHAPE = r"^[a-z0-9][a-z0-9._@-]{1,63}$"
_OFFICE_SHAPE = r"^[A-Z0-9][A-Z0-9._-]{0,29}$"


class ListAddress(PlaceAddress):
    """Where to go on in a list."""

    cursor: str | None = Field(default=None, max_length=CURSOR_LENGTH_MAX)
    """The place of the last one shown."""


class TokensAddress(ListAddress):
    """For whom a token is to be issued."""

    login: str = Field(default="", max_length=64)
    """The login of a person, to begin with."""


class DaysAddress(PlaceAddress):
    """Which year's days are looked at."""

    year: int | None = Field(default=None, ge=2021, le=2100)
    """The year; left out, the present one."""


class OfficeForm(Query):
    """An office to be added."""

    code: str = Field(pattern=_OFFICE_SHAPE)
    """Its code, unique in the centre."""

    kind: OfficeKind
    """Whether it is a department or a post office."""

    name: str = Field(min_length=1, max_length=200, pattern=READABLE)
    """Its name, on one line."""


class OfficeChangeForm(Query):
    """What is to be changed of an office."""

    name: str | None = Field(default=None, max_length=200)
    """Its new name."""

    active: bool | None = None
    """Whether it is open."""


class ParticularsForm(Query):
    """What receipts state of an office."""

    tax_code: str = Field(pattern=r"^[0-9]{10}(-[0-9]{3})?$")
    """Its tax code."""

    address: str = Field(min_length=3, max_length=300, pattern=READABLE)
    """Where it is."""


class PersonForm(Query):
    """Somebody to be added."""

    login: str = Field(pattern=_LOGIN_SHAPE)
    """What they sign in with."""

    full_name: str = Field(min_length=1, max_length=200, pattern=READABLE)
    """The name as it is printed on hand-over records."""

    role: Role
    """What they are here to do."""

    office_code: str = Field(pattern=_OFFICE_SHAPE)
    """Where they work."""

    password: str = Field(min_length=10, max_length=1000)
    """The first password."""

    supervises: bool = False
    """Whether they supervise their office."""


class PersonChangeForm(Query):
    """What is to be changed of a person."""

    full_name: str | None = Field(default=None, max_length=200)
    """The name as it is printed on hand-over records."""

    role: Role | None = None
    """What they are here to do; goes with the office."""

    office_code: str | None = Field(default=None, pattern=_OFFICE_SHAPE)
    """Where they work; goes with the role."""

    password: str | None = Field(default=None, min_length=10, max_length=1000)
    """A new password."""

    active: bool | None = None
    """Whether they may sign in."""

    supervises: bool | None = None
    """Whether they supervise their office."""


class RangeForm(Query):
    """A range of codes as the post's paper states it."""

    first: str = Field(min_length=1, max_length=20)
    """The first code; or its serial, with `service`."""

    last: str = Field(min_length=1, max_length=20)
    """The last code, or its serial."""

    service: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    """The service indicator, where serials are given."""

    document: str = Field(min_length=1, max_length=200, pattern=READABLE)
    """The paper by which the post granted it."""

    granted_on: date
    """The day of that paper."""


class TokenForm(Query):
    """A token to be issued."""

    sending: UUID
    """Made when the form was shown, so that sending it twice issues one token."""

    login: str = Field(min_length=1, max_length=64)
    """Whose token."""

    expires_days: int = Field(default=90, ge=1, le=366)
    """For how many days it is valid."""


class TokenRevokedForm(Query):
    """A token to be revoked."""

    token_id: UUID
    """Which one."""


class DayForm(Query):
    """A day that is not what its weekday says."""

    day: date
    """The day."""

    working: bool = False
    """Whether offices work on it although it is a Saturday or Sunday."""

    name: str = Field(min_length=1, max_length=200, pattern=READABLE)
    """What it is called."""

    source: str = Field(min_length=1, max_length=200, pattern=READABLE)
    """The paper that decided it."""


class DayRemovedForm(Query):
    """A day that is an ordinary one after all."""

    day: date
    """The day."""


class TripForm(Query):
    """A trip of the post to be added."""

    leaves_at: time
    """The hour at which it leaves on working days."""

    to_office: str | None = Field(default=None, pattern=_OFFICE_SHAPE)
    """Where it goes; left out, to every department."""


class TripRemovedForm(Query):
    """A trip that is not driven any more."""

    trip_id: UUID
    """Which one."""


class PasswordForm(Query):
    """A new password of one's own."""

    present_password: str = Field(min_length=1, max_length=1000)
    """The password up to now."""

    new_password: str = Field(min_length=10, max_length=1000)
    """The password from now on."""

    repeated_password: str = Field(min_length=1, max_length=1000)
    """The new one once more, against slips."""


class SettledForm(Query):
    """What is settled, and why it may rest."""

    observation_id: UUID
    remark: str = Field(min_length=3, max_length=500, pattern=READABLE)


class SettledCaptureForm(Query):
    """Whose faults are settled, and why they may rest."""

    capture_id: UUID
    remark: str = Field(min_length=3, max_length=500, pattern=READABLE)


class CaptureForm(Query):
    """Which document is to be read once more."""

    capture_id: UUID
