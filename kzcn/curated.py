"""Reading the curated folders: every file, its triples, and the named graph that each triple stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from kzcn.errors import SetupError
from kzcn.findings import Finding, Severity, in_order
from kzcn.folders import Folders
from kzcn.namespaces import BASE, DERIVED, PREFIXES, compact
from kzcn.oxigraph import BlankNode, DefaultGraph, EmbeddedStore, NamedNode, Quad, empty_store, parse_rdf, text, unite

GRAPHS = PREFIXES["graph"]
LONGEST_LITERAL = 2000
OUTSIDE = DefaultGraph()  # of every named graph
BOM = b"\xef\xbb\xbf"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What opens a blank node in Turtle, beside what only looks like it: strings, IRIs, comments.
BLANK = re.compile(r'"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|<[^>\s]*>|#.*|(\[|_:|\()')
ODD = re.compile(rb'[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\\[uUbf]|"""|\'\'\'')
# Findings that say that a file's statements are not known.
UNREAD = {"unreadable", "file-name", "byte-order-mark", "encoding", "syntax"}
RDF_ENDINGS = {".ttl", ".trig", ".nt", ".nq", ".n3", ".rdf", ".owl", ".xml", ".json", ".jsonld"}


@dataclass(frozen=True)
class CuratedFile:
    """One file as read: its path, its place below the root, and its bytes, which are UTF-8."""

    path: Path
    name: str
    data: bytes = field(repr=False)

    @cached_property
    def text(self) -> str:
        """The bytes as text."""
        return self.data.decode("utf-8")

    @property
    def quads(self) -> list[Quad]:
        """The quads in their final named graphs, parsed anew at each look; not to be held for many files at once.

        What stands outside of all graphs goes into the graph that is called after the file (`graph_of`). Raises
        ReadError where the file breaks the grammar or states nothing.
        """
        home = NamedNode(graph_of(self.name))
        try:
            found = [
                quad if quad.graph_name != OUTSIDE else Quad(quad.subject, quad.predicate, quad.object, home)
                for quad in parse_rdf(self.data, self.path.suffix)
            ]
        except SyntaxError as error:
            message = re.sub(r"^Parser error at line \d+ (between columns \d+ and|column) \d+: ", "", str(error))
            message = re.sub(r" \(line \d+\)$", "", message)
            remedy = "Mend the syntax at this place or just before it."
            place = (self.name, error.lineno or 0, error.offset or 0)
            raise ReadError(Finding("syntax", f"{message}.", remedy, *place)) from error
        if not found:
            raise ReadError(Finding("empty", "the file states nothing.", "Fill it or remove it.", self.name))
        return found

    @property
    def is_article(self) -> bool:
        """Whether the file holds what one article says."""
        return self.path.suffix == ".trig"

    def line_of(self, iri: str, *more: str, indent: str = r"[ \t]*") -> int:
        """The line where the block of `iri` begins, or within it the first line that shows each of `more`.

        0 where the file does not show the subject in a form that can be found by its text. With an empty `indent`,
        a block at the margin, outside every passage, is preferred.
        """
        name = compact(iri)
        start = re.search(rf"^{indent}{re.escape(name)}(?=[\s;{{]|$)", self.text, re.MULTILINE)
        if not start:
            start = re.search(rf"{re.escape(name)}(?![\w-])", self.text)
        if not start:
            return 0
        at = start.start() + len(start[0]) - len(start[0].lstrip())
        for word in filter(None, more):
            block_end = self.text.find("\n\n", at)
            found = self.text.find(word, at, block_end if block_end > 0 else len(self.text))
            at = found if found >= 0 else at
        return self.text.count("\n", 0, at) + 1


@dataclass(frozen=True)
class Curated:
    """All curated files of one root, and what was wrong with reading them."""

    folders: Folders
    files: tuple[CuratedFile, ...]
    findings: tuple[Finding, ...] = field(default=())

    @property
    def unread(self) -> int:
        """How many files could not be read, so that what they declare is not known."""
        return len({finding.file for finding in self.findings if finding.code in UNREAD})

    @property
    def quads(self) -> tuple[Quad, ...]:
        """Every curated quad, each once, in the order of file names; parsed anew, and all held, at each look."""
        return tuple(dict.fromkeys(quad for file in self.files for quad in file.quads))

    @cached_property
    def store(self) -> EmbeddedStore:
        """All of it in a store in memory: the named graphs, and their union as default graph."""
        store = empty_store()
        for file in self.files:
            store.store.bulk_extend(file.quads)
        unite(store)
        return store

    @cached_property
    def statements(self) -> int:
        """How many curated statements there are, one that stands in two graphs counted twice."""
        return self.store.count(f"{{ GRAPH ?graph {{ ?s ?p ?o }} FILTER (?graph != <{DERIVED}>) }}")

    @cached_property
    def files_by_subject(self) -> dict[str, list[CuratedFile]]:
        """The files in which each IRI stands as a subject."""
        index: dict[str, list[CuratedFile]] = {}
        for file in self.files:
            for subject in dict.fromkeys(quad.subject for quad in file.quads):
                if isinstance(subject, NamedNode):
                    index.setdefault(subject.value, []).append(file)
        return index

    def locate(self, iri: str, *more: str) -> tuple[str, int]:
        """File and line of the block about `iri`, preferring the file that also shows every one of `more`."""
        files = self.files_by_subject.get(iri, [])
        best = next((f for f in files if all(word in f.text for word in more)), files[0] if files else None)
        return (best.name, best.line_of(iri, *more)) if best else ("", 0)


def read(folders: Folders) -> Curated:
    """Reads every curated file below `folders`, in the order of names.

    Files that cannot be read become findings and the others are read on. Raises SetupError where there is no
    curated file at all.
    """
    files: list[CuratedFile] = []
    findings: list[Finding] = []
    store = empty_store()
    for path in curated_paths(folders):
        name = path.relative_to(folders.root).as_posix()
        try:
            file = read_file(path, name)
            quads = file.quads
        except ReadError as error:
            findings.append(error.finding)
        else:
            store.store.bulk_extend(quads)
            files.append(file)
    findings += _overlooked(folders)
    if not files and not findings:
        raise SetupError(f"There is no curated file below {folders.root}: graph/ and ontology/ are empty.")
    unite(store)
    findings += _literal_findings(files, store)
    curated = Curated(folders, tuple(files), tuple(in_order(findings)))
    vars(curated)["store"] = store  # at hand already, so that no file is parsed twice
    return curated


def curated_paths(folders: Folders) -> list[Path]:
    """The files that are read: terms, vocabularies, entities (.ttl) and articles (.trig), sorted by name."""
    found = [
        *folders.ontology.glob("*.ttl"),
        *folders.ontology.glob("terms/**/*.ttl"),
        *folders.ontology.glob("vocabularies/**/*.ttl"),
        *folders.graph.glob("entities/**/*.ttl"),
        *folders.graph.glob("articles/**/*.trig"),
    ]
    return sorted(path for path in found if not path.name.startswith("."))


def _overlooked(folders: Folders) -> Iterator[Finding]:
    """RDF files among the curated ones whose ending says that nobody reads them."""
    read = set(curated_paths(folders))
    for path in sorted(folders.graph.glob("**/*")):
        if path.suffix.lower() in RDF_ENDINGS and path not in read and not path.name.startswith("."):
            yield Finding(
                "not-read",
                "the file is not read.",
                "Entities stand in graph/entities/NAME.ttl, articles in graph/articles/SLUG.trig.",
                path.relative_to(folders.root).as_posix(),
                severity=Severity.WARNING,
            )


class ReadError(Exception):
    """A file that cannot be read, with the finding that says so."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def read_file(path: Path, name: str) -> CuratedFile:
    """Reads one curated file. Raises ReadError where it is unreadable, has no fit name or is not UTF-8."""
    if not re.fullmatch(r"[\w.-]+", path.stem):
        remedy = "Name it with letters, digits, hyphens and dots: the named graph is called after it."
        raise ReadError(Finding("file-name", "the name of the file does not fit into an IRI.", remedy, name))
    try:
        data = path.read_bytes()
    except OSError as error:
        remedy = "Mend or remove the file; a symbolic link must lead to a file."
        raise ReadError(Finding("unreadable", f"the file cannot be read: {error.strerror}.", remedy, name)) from error
    if data.startswith(BOM):
        raise ReadError(
            Finding(
                "byte-order-mark",
                "the file begins with a byte order mark.",
                "Save it as UTF-8 without BOM.",
                name,
                1,
                1,
            )
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise ReadError(
            Finding("encoding", "the text is not UTF-8 here.", "Save the file as UTF-8.", name, line, column)
        ) from error
    return CuratedFile(path, name, data)


def graph_of(name: str) -> str:
    """IRI of the named graph that holds what a file, named from the root on, says outside passages.

    `graph:ontology` for terms, `graph:vocabularies`, `graph:people` for entities/people.ttl, and
    `graph:article-SLUG` for the description of an article and its passages.
    """
    path = PurePosixPath(name)
    parts = path.parts
    if "vocabularies" in parts:
        return GRAPHS + "vocabularies"
    if path.suffix == ".trig":
        return f"{GRAPHS}article-{path.stem}"
    return GRAPHS + (path.stem if "entities" in parts else "ontology")


def _literal_findings(files: Iterable[CuratedFile], store: EmbeddedStore) -> Iterator[Finding]:
    """Blank nodes, outsized literals and control characters, none of which any other check could place."""
    blank = store.query("ASK { ?s ?p ?o FILTER (ISBLANK(?s) || ISBLANK(?o)) }")
    for file in files:
        if blank or _may_be_odd(file.data):
            yield from _findings_of(file)


def _may_be_odd(data: bytes) -> bool:
    """Whether a file may hold an outsized literal or a control character: a long line, or a way to write either."""
    return bool(ODD.search(data)) or max(map(len, data.split(b"\n"))) > LONGEST_LITERAL


def _findings_of(file: CuratedFile) -> Iterator[Finding]:
    """Blank nodes, outsized literals and control characters, none of which any other check could place."""
    for quad in file.quads:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            yield Finding(
                "blank-node",
                "a blank node cannot be cited or compared.",
                f"Give it an IRI under {BASE} by kind and slug.",
                file.name,
                next((file.text.count("\n", 0, m.start()) + 1 for m in BLANK.finditer(file.text) if m[1]), 0),
            )
        if CONTROL.search(text(quad.object)):
            subject = text(quad.subject)
            yield Finding(
                "control-character",
                f"{compact(text(quad.predicate))} has a literal with a control character that nobody sees.",
                "Type the text anew at this place.",
                file.name,
                file.line_of(subject, compact(text(quad.predicate))),
                subject=compact(subject),
            )
        length = len(text(quad.object))
        if length > LONGEST_LITERAL and isinstance(quad.subject, NamedNode):
            subject = text(quad.subject)
            yield Finding(
                "long-literal",
                f"{compact(text(quad.predicate))} has a literal of {length} characters.",
                f"Keep literals under {LONGEST_LITERAL}; texts of articles never enter the graph.",
                file.name,
                file.line_of(subject, compact(text(quad.predicate))),
                subject=compact(subject),
            )
