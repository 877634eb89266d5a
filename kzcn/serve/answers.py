"""Answers of the site: text that a client may hold, compressed where it can be read so, not sent twice."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response

WORTH_IT = 1_200  # bytes: less gains nothing by compression
LEVEL = 6
OWN_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Body:
    """The bytes of an answer with their media type and further headers; made once, sent many times."""

    data: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def tag(self) -> str:
        """A weak entity tag: the same for the same bytes, compressed or not."""
        return f'W/"{hashlib.sha256(self.data).hexdigest()[:20]}"'

    @cached_property
    def compressed(self) -> bytes:
        """The bytes, compressed with gzip."""
        return gzip.compress(self.data, LEVEL, mtime=0)


def html(text: str, headers: Mapping[str, str] | None = None, policy: str = OWN_PAGE) -> Body:
    """A page of this site under its content security policy."""
    return Body(text.encode(), "text/html; charset=utf-8", {"content-security-policy": policy, **(headers or {})})


def answer(request: Request, body: Body, status: int = 200) -> Response:
    """The body as the client can have it: nothing where it holds it already, compressed where it accepts that."""
    headers = {"etag": body.tag, "cache-control": "no-cache", **body.headers}
    headers["vary"] = ", ".join(filter(None, (headers.get("vary"), "Accept-Encoding")))
    if status == 200 and body.tag in request.headers.get("if-none-match", ""):  # noqa: PLR2004 - the usual status
        return Response(status_code=304, headers=headers)
    if len(body.data) > WORTH_IT and "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(body.compressed, status, headers, body.media_type)
    return Response(body.data, status, headers, body.media_type)
