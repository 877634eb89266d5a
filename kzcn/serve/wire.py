"""What the server and its worker processes say to each other: a job and a report, each a line of JSON."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self

LENGTH = struct.Struct("!I")


@dataclass(frozen=True)
class _Message:
    def packed(self) -> bytes:
        """The message, preceded by its length."""
        data = json.dumps(asdict(self), separators=(",", ":")).encode()
        return LENGTH.pack(len(data)) + data

    @classmethod
    def read(cls, data: bytes) -> Self:
        """The message from its bytes without the length."""
        return cls(**json.loads(data))


@dataclass(frozen=True)
class Job(_Message):
    """A query, how its answer is to be written, and what it may take.

    `rows` and `triples` are endings of formats, None where the client takes none of that kind. The two lists of graphs
    are the dataset of the request; None where the query's own stands.
    """

    query: str
    rows: str | None
    triples: str | None
    compress: bool
    seconds: float
    most_rows: int
    most_bytes: int
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None


@dataclass(frozen=True)
class Report(_Message):
    """What became of a job; the answer itself stands in the job's file.

    `outcome` is WRONG (mend the query), TOO_LARGE, MEMORY, UNWANTED (no format fits) or a kind of answer.
    """

    ROWS: ClassVar = "rows"
    TRUTH: ClassVar = "truth"
    TRIPLES: ClassVar = "triples"
    WRONG: ClassVar = "wrong"
    TOO_LARGE: ClassVar = "too large"
    MEMORY: ClassVar = "memory"
    UNWANTED: ClassVar = "unwanted"

    outcome: str
    rows: int = 0
    size: int = 0
    message: str = ""
    line: int = 0
    column: int = 0
    reusable: bool = True

    @property
    def answered(self) -> bool:
        """Whether there is an answer."""
        return self.outcome in {self.ROWS, self.TRUTH, self.TRIPLES}


def length(head: bytes) -> int:
    """The length that the first bytes of a message give."""
    found: tuple[Any, ...] = LENGTH.unpack(head)
    return int(found[0])
