"""The forms of the pages of the national portal, as they are typed."""

from typing import Annotated

from pydantic import Field

from postal_bridge.domain.portal import Tells
from schemas.pages import PlaceAddress
from schemas.portal import Address, AskHours, Code, FieldName, Name, Password, Reason
from schemas.shape import CURSOR_LENGTH_MAX, Query


class PortalAddress(PlaceAddress):
    """Which parts of the lists are looked at."""

    cursor: str | None = Field(default=None, max_length=CURSOR_LENGTH_MAX)
    """The place of the last telling shown."""


class PortalAccountForm(Query):
    """How the centre is let in, as it is typed."""

    enabled: bool = False
    """Whether the portal is told and asked."""

    address: Address
    """Where its services are."""

    login_address: Address | None = None
    """Where the login call is."""

    portal_login: Name | None = None
    """The user name of the login call."""

    portal_password: Password | None = None
    """Its password."""

    unit_code: Name
    """The code of the unit."""

    tells: Tells
    """Of which dossiers is told."""

    fee_code: Code | None = None
    """LoaiPhiLePhi of a fee."""

    charge_code: Code | None = None
    """LoaiPhiLePhi of a charge."""

    before_code: Code | None = None
    """HinhThucThu of what is collected on filing."""

    after_code: Code | None = None
    """HinhThucThu of what is collected with the result."""

    absent_code: Code | None = None
    """The error code of a question for what is not there."""

    session_code: Code | None = None
    """The error code of a call whose session is over."""

    later_codes: Annotated[str, Field(max_length=500, pattern=r"^[!-~ ]*$")] = ""
    """Error codes of what ends by itself, with blanks between."""

    since_field: FieldName | None = None
    """What a question for a period calls its beginning."""

    until_field: FieldName | None = None
    """What it calls its end."""

    ask_hours: AskHours
    """After so many hours it is asked again."""

    address_field: FieldName | None = None
    """What a dossier calls the address of whoever files it."""

    term_field: FieldName | None = None
    """What a procedure calls its term in days."""


class SettleForm(Query):
    """What somebody says became of something."""

    reason: Reason
    """How it was dealt with."""
