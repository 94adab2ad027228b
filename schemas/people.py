"""Sessions, tokens, offices and people as they cross the border."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from postal_bridge.domain.access import OfficeKind, Role
from schemas.shape import PageQuery, Shape

_LOGIN_SHAPE = r"^[a-z0-9][a-z0-9._@-]{1,63}$"
_OFFICE_SHAPE = r"^[A-Z0-9][A-Z0-9._-]{0,29}$"


class SignIn(Shape):
    """A login and a password."""

    login: str = Field(min_length=1, max_length=200, examples=["buu.ta.an"])
    """The login; capitals make no difference."""

    password: str = Field(min_length=1, max_length=1000, examples=["bảy con vịt qua cầu"])
    """The password."""


class CenterShape(Shape):
    """The centre somebody works for."""

    code: str = Field(examples=["H53"])
    """The unit code of its province."""

    name: str
    """The name of the centre."""

    sandbox: bool
    """Whether programs are tried there: nothing is for real, and nothing leaves it."""


class ViewerShape(Shape):
    """Who is signed in."""

    login: str
    """The login."""

    role: Role
    """What the person is here to do."""

    office_code: str
    """The office the person works at."""

    office_kind: OfficeKind
    """The kind of that office."""

    center: CenterShape
    """The centre the office belongs to."""

    supervises: bool
    """Whether the person is a supervisor of that office."""


class SessionShape(Shape):
    """A session just opened; its secret is in the cookie."""

    viewer: ViewerShape
    """Who is signed in."""

    expires_at: datetime
    """When the session ends by itself."""


class OfficeShape(Shape):
    """A place of the centre that holds papers."""

    code: str = Field(examples=["H53.BC"])
    """The code of the office, unique in its centre."""

    kind: OfficeKind
    """Whether it is the centre itself, a department or a post office."""

    name: str = Field(examples=["Quầy bưu chính công ích tại Trung tâm"])
    """The name of the office."""

    active: bool
    """Whether anybody works there."""


class NewOffice(Shape):
    """An office to be added to the own centre."""

    code: str = Field(pattern=_OFFICE_SHAPE, examples=["SNV"])
    """The code of the office, unique in its centre."""

    kind: OfficeKind
    """Whether it is the centre itself, a department or a post office."""

    name: str = Field(min_length=1, max_length=200, examples=["Sở Nội vụ"])
    """The name of the office, on one line."""


class PersonShape(Shape):
    """Somebody who may sign in."""

    login: str = Field(examples=["buu.ta.an"])
    """The login, unique in the whole installation."""

    full_name: str = Field(examples=["Nguyễn Văn Ví Dụ"])
    """The name as it is printed on hand-over records."""

    role: Role
    """What the person is here to do."""

    office_code: str = Field(examples=["H53.BC"])
    """The office the person works at."""

    active: bool
    """Whether the person may sign in."""

    supervises: bool
    """Whether the person is a supervisor of the office."""


class NewPerson(Shape):
    """Somebody to be added to an office of the own centre."""

    login: str = Field(pattern=_LOGIN_SHAPE, examples=["buu.ta.an"])
    """The login, unique in the whole installation."""

    full_name: str = Field(min_length=1, max_length=200, examples=["Nguyễn Văn Ví Dụ"])
    """The name as it is printed on hand-over records, on one line."""

    role: Role
    """What the person is here to do; it has to fit the kind of the office."""

    office_code: str = Field(pattern=_OFFICE_SHAPE, examples=["H53.BC"])
    """The office; for post staff the centre's own code stands for the post's counter there."""

    password: str = Field(min_length=10, max_length=1000, examples=["bảy con vịt qua cầu"])
    """The first password: 10 characters or more, not the login."""

    supervises: bool = False
    """Whether the person supervises the office; people of the post, centre, departments may."""


class PersonChangeShape(Shape):
    """What is to be changed of a person; what is left out or null stays as it is."""

    full_name: str | None = Field(default=None, min_length=1, max_length=200)
    """The name as it is printed on hand-over records, on one line."""

    password: str | None = Field(default=None, min_length=10, max_length=1000)
    """A new password; it ends all sessions and tokens of the person."""

    active: bool | None = None
    """Whether the person may sign in; false ends all sessions and tokens of the person."""

    supervises: bool | None = None
    """Whether the person supervises the office."""


class TokenShape(Shape):
    """A bearer token without its text."""

    token_id: UUID
    """By which the token is revoked."""

    login: str
    """Whose token it is."""

    created_at: datetime
    """When it was issued."""

    expires_at: datetime
    """When it ends by itself."""

    revoked_at: datetime | None
    """When it was revoked, or null."""


class NewToken(Shape):
    """A bearer token to be issued."""

    login: str | None = Field(default=None, max_length=64)
    """Whose token; an administrator may name another person of the centre."""

    expires_days: int = Field(default=90, ge=1, le=366)
    """For how many days it is valid."""


class IssuedTokenShape(Shape):
    """A bearer token just issued."""

    token_id: UUID
    """By which the token is revoked."""

    login: str
    """Whose token it is."""

    token: str = Field(examples=["pb_1_" + "x" * 43])
    """The text to send after "Authorization: Bearer"; it is shown this once."""

    expires_at: datetime
    """When it ends by itself."""


class TokensQuery(PageQuery):
    """Whose tokens are wanted."""

    login: str | None = Field(default=None, max_length=64)
    """Left out for one's own; an administrator may name another person of the centre."""
