"""Where a worker writes an answer: a file, compressed or not, with rows and bytes counted on the way."""

from __future__ import annotations

import gzip
import io
import re
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from typing_extensions import Buffer

COMPRESSION = 4  # a fifth of the time of the best, and a tenth larger


class TooLargeError(Exception):
    """An answer has more rows or bytes than it may have."""


class Counter(Protocol):
    """Counts rows in an answer that comes in pieces, cut anywhere."""

    def more(self, data: bytes) -> int:
        """The rows that are in the next piece."""


class Sink(io.RawIOBase):
    """Writes to a file and counts. `rows` is right for the four formats of rows after `close`.

    Raises TooLargeError while writing, as soon as a bound is passed.
    """

    def __init__(self, target: IO[bytes], suffix: str, *, compress: bool, most_rows: int, most_bytes: int) -> None:
        self.target = (
            gzip.GzipFile(fileobj=target, mode="wb", compresslevel=COMPRESSION, mtime=0) if compress else target
        )
        self.size = 0
        self.rows = 0
        self.most_rows, self.most_bytes = most_rows, most_bytes
        counters: dict[str, type[Counter]] = {".srj": JsonRows, ".srx": XmlRows, ".csv": CsvRows, ".tsv": TsvRows}
        self._counter = counters[suffix]() if suffix in counters else None

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, piece: Buffer) -> int:
        """Writes all of `piece`. Raises TooLargeError where the answer then has too many rows or bytes."""
        data = bytes(piece)
        self.size += len(data)
        if self._counter:
            self.count(self._counter.more(data))
        if self.size > self.most_bytes:
            raise TooLargeError
        self.target.write(data)
        return len(data)

    def count(self, rows: int = 1) -> None:
        """Counts rows. Raises TooLargeError where they become too many."""
        self.rows += rows
        if self.rows > self.most_rows:
            raise TooLargeError

    def close(self) -> None:
        """Writes what compression held back; the file itself stays open."""
        if isinstance(self.target, gzip.GzipFile):
            self.target.close()
        super().close()


class JsonRows:
    """Counts the rows of SPARQL's JSON, cut anywhere: outside strings only a row begins behind `[{` or `},{`."""

    STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)

    def __init__(self) -> None:
        self._held = b""  # what the end of the last piece means for the next

    def more(self, data: bytes) -> int:
        """The rows that begin in the next piece."""
        outside, quote, unfinished = self.STRING.sub(b"", self._held + data).partition(b'"')
        whole = outside.rstrip(b"},[") if not quote else outside
        backslashes = len(unfinished) - len(unfinished.rstrip(b"\\"))
        self._held = outside[len(whole) :] + quote + b"\\" * (backslashes % 2)
        return whole.count(b"},{") + whole.count(b"[{")


class XmlRows:
    """Counts the rows of SPARQL's XML, cut anywhere: `<` never stands in its texts."""

    MARK = b"<result>"

    def __init__(self) -> None:
        self._held = b""

    def more(self, data: bytes) -> int:
        """The rows that begin in the next piece."""
        data = self._held + data
        self._held = data[-len(self.MARK) + 1 :]
        return data.count(self.MARK)


class CsvRows:
    """Counts the rows of CSV, cut anywhere: ends of lines outside quotes, the heading left out."""

    def __init__(self) -> None:
        self._lines = 0
        self._inside = False

    def more(self, data: bytes) -> int:
        """The rows that end in the next piece."""
        before = self._lines
        parts = data.split(b'"')
        self._lines += sum(part.count(b"\n") for part in parts[self._inside :: 2])
        self._inside ^= len(parts) % 2 == 0
        return max(self._lines - 1, 0) - max(before - 1, 0)


class TsvRows:
    """Counts the rows of TSV: ends of lines, the heading left out; those in texts are escaped."""

    def __init__(self) -> None:
        self._lines = 0

    def more(self, data: bytes) -> int:
        """The rows that end in the next piece."""
        before = self._lines
        self._lines += data.count(b"\n")
        return max(self._lines - 1, 0) - max(before - 1, 0)
