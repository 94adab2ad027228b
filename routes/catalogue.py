"""The catalogue of procedures, to be read; it is loaded from files by the command line."""

from dataclasses import asdict
from typing import Any

from postal_bridge.domain.catalogue import Procedure
from postal_bridge.domain.refusals import UnknownCode
from postal_bridge.usecases import look_up_procedure as looking_up
from routes.paging import decode_cursor, encode_cursor
from routes.route import Call, Reply, operation
from schemas.catalogue import ListedProcedureShape, ProcedureQuery, ProcedureShown
from schemas.shape import Page


@operation(query=ProcedureQuery, gives=Page[ListedProcedureShape])
async def list_procedures(call: Call[None, ProcedureQuery]) -> Reply:
    """List the procedures of the centre in the order of their codes."""
    (after,) = decode_cursor(call.query.cursor, 1) or ("",)
    found, next_code = await looking_up.list_procedures(
        call.bridge.database, call.viewer, call.query.q, after, call.query.limit
    )
    next_cursor = None if next_code is None else encode_cursor(next_code)
    return Reply({"items": [_listed(procedure) for procedure in found], "next_cursor": next_cursor})


@operation(gives=ProcedureShown, refuses=(UnknownCode,))
async def look_up_procedure(call: Call[None, None]) -> Reply:
    """Read a procedure with its checklist and fees."""
    procedure = await looking_up.look_up_procedure(
        call.bridge.database, call.viewer, call.path["code"]
    )
    return Reply(_whole(procedure))


def _whole(procedure: Procedure) -> dict[str, Any]:
    cutoff = procedure.cutoff
    return {**asdict(procedure), "cutoff": cutoff.isoformat("minutes") if cutoff else None}


def _listed(procedure: Procedure) -> dict[str, Any]:
    document = _whole(procedure)
    del document["components"], document["fees"]
    return document
