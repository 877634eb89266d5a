"""Where generated statements go: a tree of curated files, or one file of N-Quads. Nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import IO, Protocol

from kzcn.namespaces import BASE, PREFIXES

Pairs = Iterable[tuple[str, str]]
Block = tuple[str, Pairs]  # a subject, and its properties and values as Turtle writes them, the type first
BLOCKS_A_FILE = 5000
NAME = re.compile(r'"(?:[^"\\]|\\.)*"|<[^>]*>|(?<![\w.:-])([a-z][a-z-]*):')


class Sink(Protocol):
    """What takes entities and articles as they are made."""

    def entity(self, file: str, subject: str, pairs: Pairs) -> str:
        """Takes what graph/entities/ says of a thing; gives the name of the file that says it."""

    def article(self, slug: str, described: Sequence[Block], passages: Mapping[str, Sequence[Block]]) -> str:
        """Takes an article: its own block, and for each passage first its description, then what it says."""

    def close(self) -> None:
        """Ends all files."""


def block(subject: str, pairs: Pairs, indent: str = "") -> str:
    """A block of Turtle in the style of graph/: one object a line, objects of one property joined by commas."""
    text, last = f"{indent}{subject}", ""
    for predicate, value in pairs:
        if predicate == last:
            text += f" ,\n{indent}        {value}"
        else:
            text += (f" ;\n{indent}    " if last else " ") + f"{predicate} {value}"
        last = predicate
    return text + " .\n"


class Tree:
    """Writes graph/articles/SLUG.trig and graph/entities/*.ttl below a folder.

    A file of entities that grows long is followed by another: companies.ttl, companies-2.ttl, …
    """

    def __init__(self, root: Path) -> None:
        self.articles, self.entities = root / "graph" / "articles", root / "graph" / "entities"
        self.articles.mkdir(parents=True)
        self.entities.mkdir()
        self.open: dict[str, IO[str]] = {}
        self.written: dict[str, int] = {}
        self.ends = ExitStack()

    def entity(self, file: str, subject: str, pairs: Pairs) -> str:
        """Appends the block to its file."""
        count = self.written.get(file, 0)
        part = count // BLOCKS_A_FILE + 1
        name = file if part == 1 else f"{file}-{part}"
        if count % BLOCKS_A_FILE == 0:
            if file in self.open:
                self.open[file].close()
            self.open[file] = self.ends.enter_context((self.entities / f"{name}.ttl").open("w", encoding="utf-8"))
            self.open[file].write("".join(_prefix_line(prefix) for prefix in ENTITY_PREFIXES))
        self.written[file] = count + 1
        self.open[file].write("\n" + block(subject, pairs))
        return f"graph/entities/{name}.ttl"

    def article(self, slug: str, described: Sequence[Block], passages: Mapping[str, Sequence[Block]]) -> str:
        """Writes the file of the article."""
        parts = [block(*one) for one in described]
        for passage, (head, *blocks) in passages.items():
            if list(head[1]):
                parts.append(block(*head))
            if blocks:
                parts.append(f"{passage} {{\n" + "\n".join(block(*one, "    ") for one in blocks) + "}\n")
        body = "\n".join(parts)
        prefixes = sorted({*NAME.findall(body), *(["xsd"] if "^^xsd:" in body else [])} - {""})
        head = "".join(map(_prefix_line, prefixes))
        (self.articles / f"{slug}.trig").write_text(head + "\n" + body, encoding="utf-8")
        return f"graph/articles/{slug}.trig"

    def close(self) -> None:
        """Ends the files of entities."""
        self.ends.close()


class QuadsFile:
    """Writes N-Quads, in the named graphs that a build would make of the tree."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("w", encoding="utf-8")

    def line(self, line: str) -> None:
        """Writes a line of N-Quads as it is."""
        self.file.write(line)

    def entity(self, file: str, subject: str, pairs: Pairs) -> str:
        """Writes the statements into the graph that is called after the file."""
        self._write((subject, pairs), PREFIXES["graph"] + file)
        return self.file.name

    def article(self, slug: str, described: Sequence[Block], passages: Mapping[str, Sequence[Block]]) -> str:
        """Writes the statements, those of each passage into its own graph."""
        home = f"{PREFIXES['graph']}article-{slug}"
        for one in described:
            self._write(one, home)
        for passage, (head, *blocks) in passages.items():
            self._write(head, home)
            for one in blocks:
                self._write(one, f"{BASE}passage/{passage.partition(':')[2]}")
        return self.file.name

    def close(self) -> None:
        """Ends the file."""
        self.file.close()

    def _write(self, one: Block, graph: str) -> None:
        subject = expanded(one[0])
        self.file.writelines(
            f"{subject} {expanded_often(predicate)} {expanded(value)} <{graph}> .\n" for predicate, value in one[1]
        )


def expanded(term: str) -> str:
    """A term of Turtle as N-Quads writes it.

    >>> expanded('"2024"^^xsd:gYear'), expanded("a")
    ('"2024"^^<http://www.w3.org/2001/XMLSchema#gYear>', '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>')
    """
    if term[0] == '"':
        text, typed, kind = term.partition('"^^')
        return f'{text}"^^{expanded_often(kind)}' if typed else term
    if term[0] == "<":
        return term
    if term[0].isdigit() or term[0] == "-":
        return f'"{term}"^^<{PREFIXES["xsd"]}{"decimal" if "." in term else "integer"}>'
    if term == "a":
        return f"<{PREFIXES['rdf']}type>"
    prefix, _, local = term.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


expanded_often = lru_cache(maxsize=1000)(expanded)


def _prefix_line(prefix: str) -> str:
    return f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n"


ENTITY_PREFIXES = sorted(
    {"body", "body-kind", "company", "dcterms", "kzcn", "org", "organization", "person", "place", "post"}
    | {"agreement", "meeting", "post-role", "project", "publisher", "rate", "reference", "schema", "skos", "xsd"}
)
