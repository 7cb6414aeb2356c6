"""The pages of a web crawl (WARC)."""

from __future__ import annotations

from typing import Any

from claimsift.errors import ReadError
from claimsift.stages.read.members import Members, Spool, failed, plain_id, skipped
from claimsift.stages.read.need_extra import need_extra
from claimsift.stages.read.open_compressed import read_limited

# What a server calls it → the ending that reads it.
_TYPES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md",
    "application/pdf": ".pdf", "application/xml": ".xml", "text/xml": ".xml",
}  # fmt: skip


def read_warc(stream: Any, name: str, stem: str, spool: Spool) -> Members:
    """A member for each page that a server answered with; requests and redirects are none, pictures are skipped.

    Raises:
        ReadError: the file is damaged; the pages before the damage have been given.
    """
    archive = need_extra("warcio.archiveiterator", "warc", name)
    faults = need_extra("warcio.exceptions", "warc", name).ArchiveLoadFailed
    number = 0
    try:
        for record in archive.ArchiveIterator(stream):
            if record.rec_type not in ("response", "resource"):
                continue
            number += 1
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            place = f"{name}#{address or number}", f"{stem}/{plain_id(address, number)}"
            headers = record.http_headers
            if headers is not None and not str(headers.get_statuscode()).startswith("2"):
                yield skipped(*place, f"http_status: {str(headers.get_statuscode())[:20]}")
                continue
            kind = headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")
            ending = _TYPES.get((kind or "").partition(";")[0].strip().lower())
            if ending is None:
                yield skipped(*place, "unknown_format")
                continue
            try:
                data = read_limited(record.content_stream(), place[0], max_bytes=spool.max_bytes)
            except ReadError as error:
                yield failed(*place, error.reason)
                continue
            yield spool.add_file(data, *place, ending)
    except (faults, UnicodeDecodeError, ValueError, AttributeError) as error:
        raise ReadError(f"{name} is not a whole WARC file: {error}", reason="damaged") from error
