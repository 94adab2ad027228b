"""Files on the pages of accountants: handed in, looked at, stored, and what became of them.

What takes long is asked for as work that any process does; its page tells how far it is, and
follows by itself where there is a script.
"""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from postal_bridge.domain.accounting_refusals import MoneyJobOver, UnknownMoneyJob
from postal_bridge.domain.file_refusals import MissingColumns, UnreadableFile
from postal_bridge.domain.refusals import NotForYourRole, Refusal
from postal_bridge.domain.statement import StatementKind
from postal_bridge.usecases import ask_for_money_jobs as asking
from postal_bridge.usecases import hand_in_statement as handing_in
from postal_bridge.usecases import look_up_statements as looking_up
from postal_bridge.usecases.import_statement import Handed
from routes.decoding import shape_of_texts
from routes.pages.forms import FORM, Form, read_form, see_other
from routes.pages.frame import show
from routes.places import END, decode_uuid_place, encode_place
from routes.problems import status_of
from routes.route import HTML, Call, Reply, operation
from routes.statements import file_id_of
from routes.uploads import MULTIPART, received
from schemas.accounting import MoneyListAddress
from schemas.statement_calls import COLUMNS_MAX, StatementFields
from schemas.statements.opening import headings_of, open_statement
from schemas.statements.sheet_columns import HEADINGS, checked_mapping

LISTED = 20
#: Of a longer file the page shows what its beginning would bring.
LOOKED_AT_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Desk:
    """Where files are handed in: addresses, what surrounds the pages, who says what columns mean.

    `is_posts` tells the desk of the post, at which its own lists alone are handed in and seen.
    """

    files: str
    jobs: str
    frame: str
    is_posts: bool = False


ACCOUNTING = Desk("/accounting/files", "/accounting/jobs", "accounting_frame.html")


@operation(query=MoneyListAddress, gives=HTML)
async def show_files(call: Call[None, MoneyListAddress]) -> Reply:
    """Show the files that were handed in, the work under way, and the form to hand in another."""
    return await list_files(call, ACCOUNTING, Form(), call.query.cursor)


@operation(takes=MULTIPART, gives=HTML)
async def upload_file(call: Call[None, None]) -> Reply:
    """Keep a file so that it can be looked at before it is stored."""
    return await keep_upload(call, ACCOUNTING)


async def keep_upload(call: Call[Any, Any], desk: Desk) -> Reply:
    """Keep a file that was sent to a desk, and lead on to where it is looked at."""
    bridge, form = call.bridge, Form()
    try:
        async with received(call.request) as upload:
            texts = {name: text for name, text in upload.fields.items() if text}
            form = Form(texts)
            said = shape_of_texts(StatementFields, texts)
            told = {
                "kind": said.kind.value,
                "office": said.office,
                "declared_dong": said.declared_dong,
                "name": upload.name,
                "content_hash": upload.content_hash.hex(),
                "size": upload.size,
            }
            job_id = await asking.keep_file(
                bridge.database, bridge.clock, bridge.sealer, call.viewer, upload.path, told
            )
    except Refusal as refusal:
        return await list_files(call, desk, form.refused(refusal), None)
    place = f"{desk.jobs}/{job_id}"
    seen = await _look_at(call, await asking.look_up_job(bridge.database, call.viewer, job_id))
    found = seen["refusal"]
    # What has headings may be understood once somebody says what they mean.
    if isinstance(found, UnreadableFile) and not seen["headings"]:
        await asking.give_up_file(bridge.database, bridge.clock, call.viewer, job_id, found)
        return see_other(place)
    return see_other(place, done="upload_kept")


async def list_files(call: Call[Any, Any], desk: Desk, form: Form, cursor: str | None) -> Reply:
    """Show the files and the work of a desk, and the form to hand in another."""
    database, viewer = call.bridge.database, call.viewer
    files, last = await looking_up.list_statements(
        database, viewer, decode_uuid_place(cursor, END), LISTED
    )
    return show(
        call,
        "accounting_files.html",
        status_of(form.refusal) if form.refusal else None,
        desk=desk,
        form=form,
        files=files,
        jobs=[job for job in await asking.list_jobs(database, viewer) if job.kind == "upload"],
        offices=await handing_in.post_offices(database, viewer),
        next_cursor=encode_place(last),
        zone=viewer.center.zone,
    )


@operation(gives=HTML)
async def show_file(call: Call[None, None]) -> Reply:
    """Show what a file held, and what of it was set aside."""
    return await file_page(call, ACCOUNTING)


async def file_page(call: Call[Any, Any], desk: Desk) -> Reply:
    """Show a file at a desk."""
    file_id = file_id_of(call.path["file_id"])
    bridge = call.bridge
    found = await looking_up.look_up_statement(bridge.database, bridge.clock, call.viewer, file_id)
    return show(call, "accounting_file.html", desk=desk, file=found, zone=call.viewer.center.zone)


@operation(gives=HTML, refuses=(UnknownMoneyJob,))
async def show_job(call: Call[None, None]) -> Reply:
    """Show a file before it is stored, or how far work is and what became of it."""
    return await job_page(call, ACCOUNTING, Form())


async def job_page(call: Call[Any, Any], desk: Desk, form: Form) -> Reply:
    """Show a piece of work at a desk."""
    bridge = call.bridge
    job = await asking.look_up_job(bridge.database, call.viewer, _job_id(call))
    seen: dict[str, Any] = {"preview": None, "refusal": None, "headings": []}
    if job.state == "held":
        seen = await _look_at(call, job)
    return show(
        call,
        "accounting_job.html",
        status_of(form.refusal) if form.refusal else None,
        desk=desk,
        job=job,
        form=form,
        fields=list(HEADINGS),
        zone=call.viewer.center.zone,
        **seen,
    )


async def _look_at(call: Call[Any, Any], job: Any) -> dict[str, Any]:
    """Return what a file would bring, or why not and the headings that it has."""
    bridge, viewer, kind = call.bridge, call.viewer, StatementKind(job.params["kind"])
    columns = await handing_in.mapping_of(bridge.database, viewer.center_id, kind)
    async with asking.kept_file(bridge.database, bridge.sealer, viewer.center_id, job) as path:
        try:
            source = await asyncio.to_thread(open_statement, path, columns, zone=viewer.center.zone)
            handed = Handed(
                kind=kind,
                name=job.params["name"],
                content_hash=bytes.fromhex(job.params["content_hash"]),
                source=source,
                login=viewer.login,
                office=job.params["office"],
                declared_dong=job.params["declared_dong"],
            )
            preview = await handing_in.preview(
                bridge.database, bridge.clock, bridge.sealer, viewer, handed, LOOKED_AT_LINES
            )
        except (MissingColumns, UnreadableFile) as refusal:
            return {"preview": None, "refusal": refusal, "headings": await _headings(path)}
        except Refusal as refusal:
            return {"preview": None, "refusal": refusal, "headings": []}
    return {"preview": preview, "refusal": None, "headings": []}


async def _headings(path: Any) -> list[str]:
    try:
        return (await asyncio.to_thread(headings_of, path))[:COLUMNS_MAX]
    except Refusal:
        return []


@operation(takes=FORM, gives=HTML, refuses=(UnknownMoneyJob, MoneyJobOver))
async def act_on_job(call: Call[None, None]) -> Reply:
    """Store a file that was looked at, call work off, or say what headings mean."""
    return await act_at(call, ACCOUNTING)


async def act_at(call: Call[Any, Any], desk: Desk) -> Reply:
    """Do at a desk what its page offers; what headings mean is for accountants to say."""
    form, bridge, job_id = await read_form(call.request), call.bridge, _job_id(call)
    act, page = form.value("act"), f"{desk.jobs}/{job_id}"
    try:
        if act == "store":
            await asking.store_kept_file(bridge.database, call.viewer, job_id)
            return see_other(page, done="upload_waiting")
        if act == "columns":
            if desk.is_posts:
                raise NotForYourRole
            await _keep_columns(call, form, job_id)
            return see_other(page, done="mapping_kept")
        await asking.cancel_job(bridge.database, bridge.clock, call.viewer, job_id)
    except MoneyJobOver as refusal:
        return await job_page(call, desk, form.refused(refusal))
    return see_other(page, done="job_called_off")


async def _keep_columns(call: Call[Any, Any], form: Form, job_id: UUID) -> None:
    bridge = call.bridge
    job = await asking.look_up_job(bridge.database, call.viewer, job_id)
    kind = StatementKind(job.params["kind"])
    columns = await handing_in.mapping_of(bridge.database, call.viewer.center_id, kind)
    for place in range(COLUMNS_MAX):
        heading = form.value(f"heading_{place}")
        if heading and form.value(f"field_{place}"):
            columns[heading] = form.value(f"field_{place}")
    checked_mapping(columns)
    await handing_in.keep_mapping(bridge.database, bridge.clock, call.viewer, kind, columns)


def _job_id(call: Call[Any, Any]) -> UUID:
    try:
        return UUID(call.path["job_id"])
    except ValueError:
        raise UnknownMoneyJob from None
