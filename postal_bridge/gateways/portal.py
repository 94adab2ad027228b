"""Speaks to the national portal of public services by its JSON services over HTTP.

Each call is one POST of {service, …} to the address of a centre's account, with the session that
its login call gave. Which error codes end by themselves is told by the account; any other code but
success is for people, with the portal's own words.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import aiohttp

from postal_bridge.domain.portal import (
    Held,
    PortalAccount,
    PortalProcedure,
    Telling,
    TellingKind,
    Verdict,
)
from postal_bridge.gateways.http_exchange import (
    SAID_MAX,
    TIMEOUT_SECONDS,
    exchange,
    failure_of,
    object_in,
    one_line,
    open_session,
    text_of,
)
from postal_bridge.gateways.portal_wire import (
    dossier_document,
    held_of,
    moment,
    procedure_of,
    progress_document,
)
from postal_bridge.ports import Permanent, Retryable, Trouble

TELL_DOSSIERS = "DongBoHoSoMC"
TELL_PROGRESS = "CapNhatTienDoHoSoMC"
LIST_PROCEDURES = "LayDanhSachTTHC"
TELL_PROCEDURE = "LayThuTuc"
ASK_DOSSIER = "TraCuuHoSo"
TAKEN_CODES = frozenset({"0", "00"})
_SUCCESS = range(200, 300)
_ELSEWHERE = range(300, 400)
_ROWS = ("result", "data")
_WORDS = ("error_message", "message", "error_msg")
_SESSION_MAX = 4000
_PUSH_ID_MAX = 200
_ANSWER_BYTES_MAX = 8 * 1024 * 1024


class HttpPortal:
    """The portal as one account is let into it; asks for a session once and keeps it.

    When it was not let in it does not try again: several who ask side by side would otherwise wait
    for a login call that hangs one after the other.
    """

    def __init__(self, session: aiohttp.ClientSession, account: PortalAccount) -> None:
        self._session = session
        self._account = account
        self._let_in: str | None = None
        self._not_let_in: Retryable | None = None
        self._letting_in = asyncio.Lock()

    async def tell(self, kind: TellingKind, tellings: Sequence[Telling]) -> Mapping[UUID, Verdict]:
        """Tell of steps, as `ports.Portal` has it."""
        if kind is TellingKind.PROGRESS:
            said: dict[str, Any] = {"service": TELL_PROGRESS}
            rows = [progress_document(self._account, each) for each in tellings]
        else:
            updating = "True" if kind is TellingKind.WHOLE else "False"
            said = {"service": TELL_DOSSIERS, "isUpdating": updating}
            rows = [dossier_document(self._account, each) for each in tellings]
        answer = await self._exchange({**said, "data": rows})
        return self._verdicts(answer, tellings)

    def _verdicts(
        self, answer: Mapping[str, Any], tellings: Sequence[Telling]
    ) -> Mapping[UUID, Verdict]:
        """Return what an answer says of each row, or of all where it names none."""
        named = {
            row["MaHoSo"]: row
            for row in _rows_in(answer) or ()
            if isinstance(row, dict) and isinstance(row.get("MaHoSo"), str)
        }
        if not named:
            self._refuse(answer)
            return {each.step_id: Verdict(taken=True) for each in tellings}
        of_all = _code_in(answer)
        verdicts = {}
        for each in tellings:
            row = named.get(each.dossier_code)
            if row is None:
                continue
            code = _code_in(row) or (of_all if of_all in TAKEN_CODES else None)
            if code is None or code in self._account.later_codes:
                continue
            said = None if code in TAKEN_CODES else _said(code, row)
            verdicts[each.step_id] = Verdict(code in TAKEN_CODES, said)
        return verdicts

    async def held(self, dossier_code: str) -> Held | None:
        """Return what the portal holds of a dossier, as `ports.Portal` has it."""
        answer = await self._asked({"service": ASK_DOSSIER, "mahoso": dossier_code})
        for row in answer:
            held = held_of(row, self._account.address_field)
            if held is None:
                raise Retryable(Trouble.UNREADABLE)
            if held.dossier_code == dossier_code:
                return held
        return None

    async def changed(self, since: datetime, until: datetime) -> Sequence[Held]:
        """Return what was changed in a period, as `ports.Portal` has it."""
        account = self._account
        if account.period_fields is None:
            return ()
        zone = account.zone
        period = dict(
            zip(
                account.period_fields,
                (moment(since, zone), moment(until, zone)),
                strict=True,
            )
        )
        answer = await self._asked({"service": ASK_DOSSIER, **period})
        return [held for row in answer if (held := held_of(row, account.address_field))]

    async def procedures(self) -> Sequence[PortalProcedure]:
        """Return the procedures of the portal, as `ports.Portal` has it."""
        answer = await self._asked({"service": LIST_PROCEDURES})
        term = self._account.term_field
        return [found for row in answer if (found := procedure_of(row, term)) is not None]

    async def procedure(self, code: str) -> PortalProcedure | None:
        """Return a procedure of the portal, as `ports.Portal` has it."""
        answer = await self._asked({"service": TELL_PROCEDURE, "maTTHC": code})
        return procedure_of(answer[0], self._account.term_field) if answer else None

    async def _asked(self, said: Mapping[str, Any]) -> list[Any]:
        """Ask for rows and return them.

        An answer of success that has none where they belong is no answer: taken for "nothing" it
        would have us tell again what is there.
        """
        answer = await self._exchange(said)
        if self._says(answer, "absent"):
            return []
        self._refuse(answer)
        rows = _rows_in(answer)
        if rows is None:
            raise Retryable(Trouble.UNREADABLE)
        return rows

    def _refuse(self, answer: Mapping[str, Any]) -> None:
        code = _code_in(answer)
        if code in TAKEN_CODES:
            return
        if code is None:
            raise Retryable(Trouble.UNREADABLE)
        if code in self._account.later_codes:
            raise Retryable(Trouble.BUSY, _said(code, answer))
        if self._says(answer, "session"):
            raise Retryable(Trouble.NOT_LET_IN, code)
        raise Permanent(Trouble.REFUSED, _said(code, answer))

    def _says(self, answer: Mapping[str, Any], name: str) -> bool:
        """Tell whether an answer has the code that was agreed upon for something, if one was."""
        code = self._account.codes.get(name)
        return code is not None and _code_in(answer) == code

    async def _exchange(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        account = self._account
        document = {"madonvi": account.unit_code, **said}
        if account.login_address is None:
            return await self._post(account.address, document)
        key = await self._session_key(account.login_address)
        answer = await self._post(account.address, {**document, "session": key})
        if self._says(answer, "session"):
            # A call that was not let in did nothing, so it may be made once more.
            if self._let_in == key:
                self._let_in = None
            key = await self._session_key(account.login_address)
            answer = await self._post(account.address, {**document, "session": key})
        return answer

    async def _session_key(self, address: str) -> str:
        async with self._letting_in:
            if self._not_let_in is not None:
                raise Retryable(self._not_let_in.trouble, self._not_let_in.said)
            if self._let_in is None:
                try:
                    self._let_in = await self._ask_in(address)
                except Retryable as error:
                    self._not_let_in = error
                    raise
            return self._let_in

    async def _ask_in(self, address: str) -> str:
        account = self._account
        said = {"username": account.login or "", "password": account.password or ""}
        try:
            answer = await self._post(address, said)
        except Permanent as error:
            raise Retryable(Trouble.NOT_LET_IN, error.said) from None
        # Their words may repeat what we are let in with.
        code, key = _code_in(answer), text_of(answer, "session", _SESSION_MAX)
        if code not in TAKEN_CODES or key is None:
            raise Retryable(Trouble.NOT_LET_IN, code)
        return key

    async def _post(self, address: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
        answered = await exchange(
            self._session, "POST", address, document=document, bytes_max=_ANSWER_BYTES_MAX
        )
        answer = object_in(answered.body)
        if answered.status in _ELSEWHERE:
            # Led to a page to sign in at, or to one that says when they are back: no word of ours.
            raise Retryable(Trouble.NOT_LET_IN, str(answered.status))
        if answered.status not in _SUCCESS:
            raise failure_of(answered.status, None)
        if answer is None:
            raise Retryable(Trouble.UNREADABLE)
        return answer


@asynccontextmanager
async def open_portal(
    account: PortalAccount, timeout_seconds: float = TIMEOUT_SECONDS
) -> AsyncIterator[HttpPortal]:
    """Yield the portal at the address of an account."""
    async with open_session({}, timeout_seconds) as session:
        yield HttpPortal(session, account)


def read_push(body: bytes) -> Sequence[Held]:
    """Return what a call from the portal, or from the software in between, says it holds.

    Raises:
        Permanent: it says nothing of any dossier, or a part of it is nothing we can read.

    """
    rows = _rows_in(object_in(body) or {})
    if not rows:
        raise Permanent(Trouble.UNREADABLE)
    held = [held_of(row) for row in rows]
    if None in held:
        raise Permanent(Trouble.UNREADABLE)
    return [each for each in held if each is not None]


def push_id(body: bytes) -> str | None:
    """Return the sender's own identity of a call, where it has one."""
    return text_of(object_in(body) or {}, "id", _PUSH_ID_MAX)


def _rows_in(answer: Mapping[str, Any]) -> list[Any] | None:
    return next((answer[name] for name in _ROWS if isinstance(answer.get(name), list)), None)


def _code_in(answer: Mapping[str, Any]) -> str | None:
    code = answer.get("error_code")
    if isinstance(code, bool) or not isinstance(code, str | int):
        return None
    return one_line(str(code), SAID_MAX)


def _said(code: str, answer: Mapping[str, Any]) -> str:
    words = next((said for name in _WORDS if (said := text_of(answer, name, SAID_MAX))), None)
    return f"{code} {words}" if words else code
