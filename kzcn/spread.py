"""A query with wide gaps between its words, so that an engine's error falls on the word that is wrong.

Oxigraph compares keywords at one stroke and reports the farthest place that any comparison came to, which
in a dense query often lies behind the mistake or in the next line.
"""

from __future__ import annotations

import re
from bisect import bisect_right

GAP = " " * 24  # longer than any keyword
PIECE = re.compile(
    "|".join(
        (
            r'"{3}[\s\S]*?"{3}',  # strings
            r"'{3}[\s\S]*?'{3}",
            r'"(?:[^"\\\n]|\\.)*"',
            r"'(?:[^'\\\n]|\\.)*'",
            r"<[^<>\s]*>",
            r"(?P<gap>(?:\s|#[^\n]*)+)",
            r"(?P<mark>[{}()\[\],;])",
            r"(?:[^\s\"'<#{}()\[\],;\\]|\\.)+",  # names, numbers, operators
            r".",
        )
    )
)


# Strings, IRIs written whole and comments: what stands in them is no prefixed name.
LITERAL = re.compile(
    r"""("{3}[\s\S]*?"{3}|'{3}[\s\S]*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|<[^<>\s]*>|#[^\n]*"""
)


def without_literals(query: str) -> str:
    r"""A query without its strings, whole IRIs and comments, in which prefixed names can be looked for.

    >>> without_literals('ASK { ?s kzcn:anchor "a \\" # kzcn:b" } # kzcn:c')
    'ASK { ?s kzcn:anchor  } '
    """
    return LITERAL.sub("", query)


class Spread:
    """A query spread out; `text` has its words in their order.

    >>> spread = Spread("ASK { ?s }")
    >>> spread.word_at(spread.text.index("}") + 3)
    (9, '}')
    """

    def __init__(self, query: str) -> None:
        pieces = list(PIECE.finditer(query))
        shown = [GAP if piece["gap"] else f"{_before(piece)}{piece[0]}{_after(piece)}" for piece in pieces]
        self.text = "".join(shown) + GAP
        self._words: list[tuple[int, str]] = []  # where each word stands in the query, and the word
        self._starts: list[int] = []  # where it stands in `text`
        at = 0
        for piece, text in zip(pieces, shown, strict=True):
            if not piece["gap"]:
                self._words.append((piece.start(), piece[0]))
                self._starts.append(at + len(_before(piece)))
            at += len(text)
        self._end = len(query.rstrip())

    def word_at(self, offset: int) -> tuple[int, str]:
        """The word of `text` at an offset, or the one before it: its offset in the query, and the word itself.

        The word is empty, and the place is the end of the query, where the offset lies behind everything.
        """
        index = bisect_right(self._starts, offset) - 1
        if offset >= len(self.text) or index < 0:
            return self._end, ""
        return self._words[index]


def _before(piece: re.Match[str]) -> str:
    # Oxigraph wants the bracket of COALESCE and others right behind the word.
    return GAP if piece["mark"] and piece["mark"] != "(" else ""


def _after(piece: re.Match[str]) -> str:
    return GAP if piece["mark"] else ""
