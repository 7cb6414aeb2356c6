"""Opens gzip and zstd streams, with an eye on how much comes out."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from claimsift.errors import ReadError
from claimsift.stages.read.need_extra import need_extra

_BLOCK = 1 << 16
_ZSTD_WINDOW = 1 << 27  # a larger one is a bomb of memory


def decompress(data: bytes, compression: str, name: str, *, max_bytes: int) -> bytes:
    """The bytes of a compressed file.

    Raises:
        ReadError: it is damaged (`damaged`), or more than `max_bytes` come out of it (`too_large`).
    """
    with open_stream(io.BytesIO(data), compression, name) as stream:
        return read_limited(stream, name, max_bytes=max_bytes)


@contextmanager
def open_stream(file: Any, compression: str | None, name: str) -> Iterator[Any]:
    """The decompressed stream of a file; faults in it are ReadErrors.

    Raises:
        ReadError: the stream is damaged, or the package that reads it is not installed.
    """
    if compression is None:
        yield file
        return
    faults: tuple[type[Exception], ...] = (EOFError, OSError, zlib.error)
    if compression == "gzip":
        stream: Any = gzip.GzipFile(fileobj=file, mode="rb")
    else:
        zstandard = need_extra("zstandard", "zstd", name)
        faults = (*faults, zstandard.ZstdError)
        reader = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).stream_reader(file, read_across_frames=True)
        stream = io.BufferedReader(reader)
    try:
        with stream:
            yield stream
    except faults as error:
        raise ReadError(f"{name} is not a whole {compression} file: {error}", reason="damaged") from error


def read_limited(stream: Any, name: str, *, max_bytes: int) -> bytes:
    """All of a stream.

    Raises:
        ReadError: there is more than `max_bytes` (`too_large`).
    """
    blocks: list[bytes] = []
    size = 0
    while block := stream.read(_BLOCK):
        size += len(block)
        if size > max_bytes:
            message = f"{name} unpacks to more than the {max_bytes:,} bytes that the setting max_bytes allows"
            raise ReadError(message, reason="too_large")
        blocks.append(block)
    return b"".join(blocks)
