"""Statements of banks and lists of the post: handed in, previewed, listed, looked up."""

import asyncio
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from postal_bridge.domain.accounting_refusals import NotYourStatement, UnknownStatementFile
from postal_bridge.domain.file_refusals import (
    FileTooLarge,
    MissingColumns,
    RepeatedColumn,
    UnreadableFile,
)
from postal_bridge.domain.statement import StatementKind
from postal_bridge.usecases import hand_in_statement as handing_in
from postal_bridge.usecases import look_up_statements as looking_up
from postal_bridge.usecases.import_statement import Handed
from postal_bridge.usecases.once import Answer, RequestKey
from routes.decoding import shape_of_texts
from routes.places import END, decode_uuid_place, encode_place
from routes.problems import UnknownAddress
from routes.route import Call, Reply, operation
from routes.uploads import MULTIPART, Upload, received
from schemas.shape import Page, PageQuery
from schemas.statement_calls import (
    MappingShape,
    StatementFields,
    StatementFileInFull,
    StatementFileShape,
    StatementParts,
    StatementReportShape,
)
from schemas.statements.opening import open_statement
from schemas.statements.sheet_columns import checked_mapping

READING_REFUSES = (UnreadableFile, FileTooLarge, MissingColumns, RepeatedColumn)


@operation(
    takes=MULTIPART,
    parts=StatementParts,
    gives=StatementReportShape,
    leaves_out_null=True,
    refuses=(NotYourStatement, *READING_REFUSES),
)
async def hand_in_statement(call: Call[None, None]) -> Answer | Reply:
    """Hand in a statement of a bank or a list of the post.

    A file is kept once: the same content again changes nothing and is answered with `known`.
    Lines that cannot be kept are listed, good ones are kept; what is no statement is refused
    whole. With `dry_run` nothing is kept, and the first lines are told as they were understood.
    People of the post hand in the lists of their own office.
    """
    bridge = call.bridge
    arguments = bridge.database, bridge.clock, bridge.sealer, call.viewer
    async with received(call.request) as upload:
        said = shape_of_texts(StatementFields, upload.fields)
        columns = await handing_in.mapping_of(bridge.database, call.viewer.center_id, said.kind)
        zone = call.viewer.center.zone
        source = await asyncio.to_thread(open_statement, upload.path, columns, zone=zone)
        handed = Handed(
            kind=said.kind,
            name=upload.name,
            content_hash=upload.content_hash,
            source=source,
            login=call.viewer.login,
            office=said.office,
            declared_dong=said.declared_dong,
        )
        if said.dry_run:
            return Reply(await handing_in.preview(*arguments, handed))
        return await handing_in.hand_in(*arguments, _key(call.request_key, upload), handed)


def _key(key: RequestKey | None, upload: Upload) -> RequestKey | None:
    """Return the key of a request that says what the file and the fields say besides."""
    if key is None:
        return None
    said = repr(sorted(upload.fields.items())).encode()
    return replace(key, request_hash=sha256(key.request_hash + upload.content_hash + said).digest())


@operation(query=PageQuery, gives=Page[StatementFileShape])
async def list_statements(call: Call[None, PageQuery]) -> Reply:
    """List the files that were handed in, the newest first; the post sees its own office's."""
    query = call.query
    items, last = await looking_up.list_statements(
        call.bridge.database, call.viewer, decode_uuid_place(query.cursor, END), query.limit
    )
    return Reply({"items": items, "next_cursor": encode_place(last)})


@operation(gives=StatementFileInFull, refuses=(UnknownStatementFile,))
async def get_statement(call: Call[None, None]) -> Reply:
    """Tell what stands in a file: its statements, its batches, and the lines set aside."""
    file_id = file_id_of(call.path["file_id"])
    bridge = call.bridge
    return Reply(
        await looking_up.look_up_statement(bridge.database, bridge.clock, call.viewer, file_id)
    )


def file_id_of(text: str) -> UUID:
    """Return the identity of a file that an address names.

    Raises:
        UnknownStatementFile: it names none.

    """
    try:
        return UUID(text)
    except ValueError:
        raise UnknownStatementFile from None


@operation(gives=MappingShape)
async def get_statement_mapping(call: Call[None, None]) -> Reply:
    """Tell what the headings of files of a kind (`post` or `bank`) were agreed to mean."""
    columns = await handing_in.mapping_of(call.bridge.database, call.viewer.center_id, _kind(call))
    listed = [{"heading": heading, "field": name} for heading, name in columns.items()]
    return Reply({"columns": listed})


@operation(takes=MappingShape, gives=MappingShape)
async def put_statement_mapping(call: Call[MappingShape, None]) -> MappingShape:
    """Agree what the headings of files of a kind (`post` or `bank`) mean, from now on."""
    bridge = call.bridge
    columns = {column.heading: column.field for column in call.body.columns}
    checked_mapping(columns)
    await handing_in.keep_mapping(bridge.database, bridge.clock, call.viewer, _kind(call), columns)
    return call.body


def _kind(call: Call[MappingShape, None] | Call[None, None]) -> StatementKind:
    try:
        return StatementKind(call.path["kind"])
    except ValueError:
        raise UnknownAddress from None
