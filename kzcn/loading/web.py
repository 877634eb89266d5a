"""HTTP to a store: streamed, with a user where one is wanted, tried again where a store is busy. Imports httpx."""

from __future__ import annotations

import email.utils
import random
import time
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import suppress
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from kzcn.credentials import Credentials
from kzcn.errors import RemoteError
from kzcn.loading.answers import complaint

BUSY = {429, 502, 503, 504}
TRIES = 6
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 120.0  # seconds; a store that asks for more is asked again by the user
# A store is silent while it commits what it was sent.
TIMEOUT = httpx.Timeout(connect=10, read=900, write=120, pool=10)
FASTEST = 1  # level of compression: a line of a megabyte a second gains from it, and one of a gigabyte is not held up


class Told(Protocol):
    """Is told what happens while a load goes on."""

    def note(self, text: str) -> None:
        """Something worth knowing: that a request is tried again, that the sending is done."""

    def begin(self, triples: int) -> None:
        """So many lines will be sent, from the first on; told anew when they are sent anew."""

    def sent(self, triples: int) -> None:
        """So many more lines were sent."""


class Body:
    """What is sent, as whole lines: it can be read again from the start, and tells how far it is."""

    def __init__(self, lines: Callable[[], Iterable[bytes]], told: Told, total: int) -> None:
        self.lines = lines
        self.told = told
        self.total = total

    def __iter__(self) -> Iterator[bytes]:
        self.told.begin(self.total)
        for block in self.lines():
            yield block
            self.told.sent(block.count(b"\n"))

    def through(self, change: Callable[[Iterable[bytes]], Iterable[bytes]]) -> Body:
        """The same lines, changed on their way."""
        return Body(lambda: change(self.lines()), self.told, self.total)


class Compressed:
    """The same body, compressed."""

    def __init__(self, body: Iterable[bytes]) -> None:
        self.body = body

    def __iter__(self) -> Iterator[bytes]:
        gzip = zlib.compressobj(FASTEST, wbits=31)
        for block in self.body:
            if packed := gzip.compress(block):
                yield packed
        yield gzip.flush()


class Login(httpx.Auth):
    """Answers a store that asks who is there, in the way that it asks for; unasked it says nothing."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.kind: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The request as it is, and again with user and password when the store wants them."""
        if self.kind is None:
            answer = yield request
            if answer.status_code != httpx.codes.UNAUTHORIZED:
                return
            digest = "digest" in answer.headers.get("WWW-Authenticate", "").lower()
            kind = httpx.DigestAuth if digest else httpx.BasicAuth
            self.kind = kind(self.credentials.user, self.credentials.password)
        yield from self.kind.auth_flow(request)


class Web:
    """Requests to one store. They share connections and, once the store has asked, the user's answer to it."""

    def __init__(self, url: str, credentials: Credentials | None, told: Told) -> None:
        self.client = httpx.Client(timeout=TIMEOUT, auth=Login(credentials) if credentials else None)
        self.told = told
        self.credentials = credentials
        self.far = not _is_loopback(url)
        self.reached = False
        self.impatient = False  # whether a store that fails is asked only once

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def send(
        self,
        method: str,
        url: str,
        content: bytes | Body | None = None,
        *,
        compress: bool = False,
        whatever: bool = False,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> httpx.Response:
        """The answer to a request, which must be one that may be made twice.

        A body is compressed, where the store takes that, on its way to another machine. What a busy store refuses and
        a connection that drops are tried again a few times, after growing pauses or as long as the store asks for.
        Raises RemoteError where that does not help, and for every other answer than a good one, in words, unless
        `whatever` the store says is of use.
        """
        said = dict(headers or {})
        packed: bytes | Iterable[bytes] | None = content
        if compress and self.far and content is not None:
            packed = Compressed([content] if isinstance(content, bytes) else content)
            # Oxigraph (0.5) stops reading where the compressed stream ends, and takes what is left of the body for the
            # next request: that comes on another connection.
            said |= {"Content-Encoding": "gzip", "Connection": "close"}
        for tried in range(TRIES if self.impatient else 1, TRIES + 1):
            try:
                answer = self.client.request(method, url, content=packed, headers=said, **more)
            except httpx.TransportError as error:
                pause = self._pause_after_drop(url, error, tried)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise RemoteError(f"{url} cannot be asked: {error}.") from error
            else:
                self.reached = True
                if answer.is_success or (whatever and answer.status_code not in BUSY):
                    return answer
                pause = self._pause_after(url, answer, tried)
            time.sleep(pause)
        raise AssertionError("the last try gives an answer or an error")

    def _pause_after_drop(self, url: str, error: httpx.TransportError, tried: int) -> float:
        """Seconds to wait after a connection dropped. Raises RemoteError where another try is no use."""
        why = str(error).rstrip(".") or type(error).__name__
        if not self.reached and isinstance(error, httpx.ConnectError):
            raise RemoteError(f"{url} cannot be reached: {why}. Is the store running?") from error
        if isinstance(error, httpx.ReadTimeout):
            raise RemoteError(f"{url} was silent for {TIMEOUT.read:g} seconds. Look at the store's log.") from error
        if tried == TRIES:
            raise RemoteError(f"{url}: the connection was lost {TRIES} times, last: {why}.") from error
        return self._pause(f"the connection was lost ({why})", tried, None)

    def _pause_after(self, url: str, answer: httpx.Response, tried: int) -> float:
        """Seconds to wait after a busy store's answer. Raises RemoteError for another answer, or at the last try."""
        asked = retry_after(answer.headers.get("Retry-After"), time.time())
        if answer.status_code not in BUSY:
            raise self.refused(url, answer)
        if tried == TRIES or (asked or 0) > LONGEST_PAUSE:
            wait = f" It asks to wait {asked:.0f} seconds." if asked else ""
            raise RemoteError(f"{url} is busy ({answer.status_code}), {tried} times asked.{wait} Try again later.")
        return self._pause(f"the store is busy ({answer.status_code})", tried, asked)

    def _pause(self, why: str, tried: int, asked: float | None) -> float:
        growing = FIRST_PAUSE * 2 ** (tried - 1)
        # Up to half less, so that several clients which a store turned away do not come back together.
        seconds = asked if asked is not None else growing * random.uniform(0.5, 1)
        self.told.note(f"{why}; trying again in {seconds:.1f} seconds ({tried} of {TRIES - 1})")
        return seconds

    def refused(self, url: str, answer: httpx.Response) -> RemoteError:
        """The error for an answer that is not a good one."""
        return complaint(url, answer.status_code, answer.text, named=self.credentials is not None)


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks to wait, given as seconds or as a date; None where it says nothing.

    >>> retry_after("7", 0.0), retry_after("Thu, 01 Jan 1970 00:00:09 GMT", 4.0), retry_after("soon", 0.0)
    (7.0, 5.0, None)
    """
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    with suppress(ValueError):
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - now)
    return None


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
