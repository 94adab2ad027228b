"""Files that people send: written to a temporary file as they come, never held whole.

Owns reading `multipart/form-data` with one file in it. What the file is, is for others to say.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from postal_bridge.domain.refusals import FieldProblem, InvalidInput
from postal_bridge.domain.said import Said
from routes.problems import BodyTooLarge, MalformedBody, UnsupportedBody

MULTIPART = "multipart/form-data"
#: The largest file that any of our readers takes.
UPLOAD_BYTES_MAX = 2 * 1024 * 1024 * 1024
FIELD_BYTES_MAX = 64 * 1024
FIELDS_MAX = 300
NAME_BYTES_MAX = 150
_WRITTEN_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that lies in `path` as long as it is looked at, and the fields sent beside it."""

    path: Path
    name: str
    content_hash: bytes
    size: int
    fields: Mapping[str, str]


@asynccontextmanager
async def received(request: web.Request, limit: int = UPLOAD_BYTES_MAX) -> AsyncIterator[Upload]:
    """Yield the file that a request brings; it is gone when the block ends.

    Raises:
        UnsupportedBody: the body is no form with a file.
        BodyTooLarge: the file or a field is larger than what is read here.
        MalformedBody: the transfer is broken.
        InvalidInput: there is no file, or something stands in the form twice.

    """
    if request.content_type != MULTIPART:
        raise UnsupportedBody(takes=MULTIPART)
    if (request.content_length or 0) > limit + FIELDS_MAX * FIELD_BYTES_MAX:
        raise BodyTooLarge(limit=limit)
    with TemporaryDirectory(prefix="postal-bridge-upload-") as folder:
        try:
            upload = await _read(request, Path(folder), limit)
        except (web.RequestPayloadError, HttpProcessingError, ValueError, AssertionError):
            raise MalformedBody(reason=Said("its transfer is broken")) from None
        yield upload


async def _read(request: web.Request, folder: Path, limit: int) -> Upload:
    fields: dict[str, str] = {}
    file: tuple[Path, bytes, int] | None = None
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            raise MalformedBody(reason=Said("its transfer is broken"))
        is_known = part.name in fields or (file is not None and part.name == "file")
        if is_known or len(fields) == FIELDS_MAX:
            detail = Said("is given more than once")
            raise InvalidInput(FieldProblem(part.name[:100], "given_twice", detail))
        if part.name == "file":
            path = folder / fit_name(part.filename)
            file = (path, *await _written(part, path, limit))
        else:
            fields[part.name] = await _text(part)
    if file is None or file[2] == 0:
        raise InvalidInput(FieldProblem("file", "missing", Said("is required")))
    path, content_hash, size = file
    return Upload(path, path.name, content_hash, size, fields)


async def _written(part: BodyPartReader, path: Path, limit: int) -> tuple[bytes, int]:
    """Write a part to a file; return the hash of its content and its size."""
    digest, size, waiting = sha256(), 0, bytearray()
    stream: BinaryIO = await asyncio.to_thread(path.open, "wb")
    try:
        while chunk := await part.read_chunk(64 * 1024):
            size += len(chunk)
            if size > limit:
                raise BodyTooLarge(limit=limit)
            waiting += chunk
            if len(waiting) >= _WRITTEN_BYTES:
                await asyncio.to_thread(_keep, stream, digest.update, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(_keep, stream, digest.update, bytes(waiting))
    finally:
        await asyncio.to_thread(stream.close)
    return digest.digest(), size


def _keep(stream: BinaryIO, count: object, data: bytes) -> None:
    stream.write(data)
    assert callable(count)
    count(data)


async def _text(part: BodyPartReader) -> str:
    raw = bytearray()
    while chunk := await part.read_chunk(FIELD_BYTES_MAX):
        raw += chunk
        if len(raw) > FIELD_BYTES_MAX:
            raise BodyTooLarge(limit=FIELD_BYTES_MAX)
    return raw.decode().strip()


def fit_name(given: str | None) -> str:
    """Return the name of a file without folders, short and printable enough to be kept."""
    name = PurePath((given or "").replace("\\", "/")).name
    name = "".join(letter if letter.isprintable() else "_" for letter in name).strip(". ")
    while len(name.encode(errors="replace")) > NAME_BYTES_MAX:
        name = name[1:]
    return name.encode(errors="replace").decode() or "file"
