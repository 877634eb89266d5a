"""Oxigraph: parsing and writing RDF, and the embedded store. The one module that imports pyoxigraph."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from kzcn.errors import QueryError, SetupError
from kzcn.namespaces import PREFIXES
from kzcn.source import Solutions, Statements, Stream
from kzcn.spread import Spread
from kzcn.values import Iri, Result, Rows, Triples, Value, from_lexical, lexical

__all__ = [
    "RDF_TYPE",
    "BlankNode",
    "DefaultGraph",
    "EmbeddedStore",
    "Literal",
    "NamedNode",
    "Quad",
    "QueryBoolean",
    "QueryTriples",
    "Store",
    "Term",
    "Triple",
    "empty_store",
    "load_store",
    "parse_rdf",
    "parse_rows",
    "quads_to_bytes",
    "query_errors",
    "result_of",
    "rows_from_bytes",
    "sort_key",
    "store_in_memory",
    "stream_of",
    "syntax_error",
    "terms_of",
    "text",
    "triples_from_bytes",
    "triples_to_bytes",
    "unite",
    "write_rdf",
    "write_rows",
]

FORMATS = {
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
}
ROW_FORMATS = {
    ".srj": QueryResultsFormat.JSON,
    ".srx": QueryResultsFormat.XML,
    ".csv": QueryResultsFormat.CSV,
    ".tsv": QueryResultsFormat.TSV,
}

RDF_TYPE = PREFIXES["rdf"] + "type"
Term = NamedNode | BlankNode | Literal
Item = TypeVar("Item")
SAID_BETTER = {
    "IRI parsing failed": "an IRI that ends here is malformed",
    "The SELECT contains a variable that is unbound": "SELECT names a variable that is neither grouped nor counted",
}
LOADED_AT_ONCE = 250_000  # lines; the engine takes about 1 kB for each
PROLOGUE = re.compile(r"(\s|#[^\n]*\n|prefix\s+\S+\s*<[^>]*>|base\s*<[^>]*>)*", re.IGNORECASE)
UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}


def parse_rdf(data: bytes | IO[bytes], suffix: str) -> Iterator[Quad]:
    """The quads of `data`, read as they come, in the format that the ending `suffix` (".ttl", ".trig", …) names.

    Raises SyntaxError (with lineno and offset, both from 1) at the first place that breaks the grammar.
    """
    return parse(data, format=FORMATS[suffix])


def write_rdf(quads: Iterable[Quad] | Iterable[Triple], target: IO[bytes], suffix: str) -> None:
    """Writes quads (or triples, for formats without graphs) to `target` in their given order."""
    rdf_format = FORMATS[suffix]
    readable = suffix in {".ttl", ".trig", ".jsonld", ".rdf"}
    serialize(quads, target, format=rdf_format, prefixes=PREFIXES if readable else None)


def sort_key(quad: Quad | Triple) -> tuple[str, str, bool, str, str]:
    """A key that orders quads by graph, subject, predicate (rdf:type first) and object."""
    graph = str(quad.graph_name) if isinstance(quad, Quad) else ""
    predicate = quad.predicate.value
    return (graph, str(quad.subject), predicate != RDF_TYPE, predicate, str(quad.object))


def text(term: Term | Triple | DefaultGraph) -> str:
    """The IRI of a named node or the text of a literal; empty for the default graph."""
    return getattr(term, "value", "")


@lru_cache(maxsize=1 << 16)
def to_value(term: Term | Triple | None) -> Value | None:
    """The Python value of a term; None for an unbound variable."""
    match term:
        case None:
            return None
        case NamedNode():
            return Iri(term.value)
        case Literal():
            return from_lexical(term.value, term.datatype.value, term.language)
        case BlankNode():
            return Iri(f"_:{term.value}")
        case Triple():
            raise QueryError("Triple terms of RDF 1.2 are not read here.")


def iri(value: str) -> NamedNode:
    """The named node of an IRI."""
    return NamedNode(value)


def resource(value: str) -> NamedNode | BlankNode:
    """The node of an IRI or of a blank node's name (`_:b1`)."""
    return BlankNode(value[2:]) if value.startswith("_:") else NamedNode(value)


def to_node(value: Value) -> Term:
    """The term that `to_value` reads as `value`."""
    if isinstance(value, Iri):
        return resource(value)
    words, datatype, language = lexical(value)
    return Literal(words, language=language) if language else Literal(words, datatype=NamedNode(datatype))


def triples_to_bytes(triples: Triples, suffix: str) -> bytes:
    """The triples in the format that the ending names, in a fixed order."""
    terms = [Triple(resource(s), iri(p), to_node(o)) for s, p, o in triples]
    target = io.BytesIO()
    write_rdf(sorted(terms, key=sort_key), target, suffix)
    return target.getvalue()


def quads_to_bytes(quads: Iterable[tuple[Any, ...]], suffix: str) -> bytes:
    """The quads, as (subject, predicate, object, graph), in the format that the ending names, in a fixed order."""
    terms = [Quad(resource(s), iri(p), to_node(o), iri(g)) for s, p, o, g in quads]
    target = io.BytesIO()
    write_rdf(sorted(terms, key=sort_key), target, suffix)
    return target.getvalue()


def triples_from_bytes(data: bytes, suffix: str) -> Triples:
    """The triples of a document, in its order. Raises SyntaxError where it breaks the grammar."""
    return Triples((to_value(q.subject), to_value(q.predicate), to_value(q.object)) for q in parse_rdf(data, suffix))


class EmbeddedStore:
    """A SPARQL source over an Oxigraph store, in memory or on disk."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def on_disk(cls, path: Path) -> EmbeddedStore:
        """The store of a build, opened for reading. Raises SetupError where it is absent or damaged."""
        if not path.is_dir():
            raise SetupError(f"{path} is no store. Build one with: kzcn build")
        try:
            return cls(Store.read_only(str(path)))
        except (OSError, RuntimeError) as error:
            raise SetupError(f"The store in {path} cannot be opened ({error}). Build it again: kzcn build") from error

    @classmethod
    def copied(cls, stream: IO[bytes]) -> EmbeddedStore:
        """A store in memory with the quads that `dump` wrote. Raises SyntaxError where the stream ends in a line."""
        store = Store()
        store.bulk_load(input=stream, format=RdfFormat.N_QUADS)
        return cls(store)

    def dump(self, stream: IO[bytes]) -> None:
        """Writes every quad, those of the default graph too."""
        self.store.dump(stream, format=RdfFormat.N_QUADS)

    def answer(
        self, query: str, default_graphs: Iterable[str] | None = None, named_graphs: Iterable[str] | None = None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """The answer to a query as the engine gives it, to be written bit by bit with `write_rows` or `write_rdf`.

        Graphs take the place of the dataset that the query names; None leaves it. Raises QueryError as `query` does,
        and for a graph whose name is no IRI.
        """
        with query_errors(query):
            return self.store.query(
                query,
                prefixes=PREFIXES,
                default_graph=None if default_graphs is None else [NamedNode(name) for name in default_graphs],
                named_graphs=None if named_graphs is None else [NamedNode(name) for name in named_graphs],
            )

    def count(self, pattern: str) -> int:
        """How many solutions a graph pattern in braces has. Raises QueryError as `query` does."""
        [row] = self.solutions(f"SELECT (COUNT(*) AS ?found) {pattern}")
        return int(text(row["found"]))

    def default_graph(self) -> Iterator[Quad]:
        """Every triple of the default graph, in no order."""
        return self.store.quads_for_pattern(None, None, None, DefaultGraph())

    def dump_triples(self, graph: str) -> bytes:
        """The triples of a named graph as N-Triples, each once, in no order."""
        target = io.BytesIO()
        self.store.dump(target, format=RdfFormat.N_TRIPLES, from_graph=NamedNode(graph))
        return target.getvalue()

    def add_triples(self, data: bytes) -> None:
        """Adds N-Triples to the default graph. Raises SyntaxError where they break the grammar."""
        self.store.bulk_load(input=data, format=RdfFormat.N_TRIPLES)

    def constructed(self, text: str) -> bytes:
        """The triples of a CONSTRUCT query as N-Triples, some perhaps twice. Raises QueryError as `query` does."""
        target = io.BytesIO()
        with query_errors(text):
            triples = self.store.query(text, prefixes=PREFIXES)
            if not isinstance(triples, QueryTriples):
                raise QueryError("A CONSTRUCT query is needed here.", text=text)
            triples.serialize(target, format=RdfFormat.N_TRIPLES)
        return target.getvalue()

    def solutions(self, query: str) -> Iterator[dict[str, Term]]:
        """The rows of a SELECT query, as terms by column; unbound columns are absent. Raises QueryError."""
        with query_errors(query):
            found = self.store.query(query, prefixes=PREFIXES)
            if not isinstance(found, QuerySolutions):
                raise QueryError("A SELECT query is needed here.", text=query)
            names = [variable.value for variable in found.variables]
            for solution in found:
                yield {name: term for name in names if (term := solution[name]) is not None}

    def query(self, query: str) -> Result:
        """The answer to a SPARQL query: rows, triples or a truth value.

        Default prefixes are those of the graph. Raises QueryError where the text breaks the grammar
        (with line and column) or where the engine cannot evaluate it.
        """
        with query_errors(query):
            return result_of(stream_of(self.store.query(query, prefixes=PREFIXES)))

    def stream(self, query: str) -> Stream:
        """The same as terms, one after another. Raises QueryError as `query` does, now or while they are read."""
        match answer := stream_of(self.answer(query)):
            case Solutions(columns, rows):
                return Solutions(columns, _watched(rows, query))
            case Statements(triples):
                return Statements(_watched(triples, query))
        return answer


def write_rows(answer: QuerySolutions | QueryBoolean, target: IO[bytes], suffix: str) -> None:
    """Writes rows or a truth value to `target` in the format that the ending names: .srj, .srx, .csv or .tsv."""
    answer.serialize(target, format=ROW_FORMATS[suffix])


def rows_from_bytes(data: bytes) -> Result:
    """The rows or the truth value of a document in SPARQL's JSON."""
    return result_of(parse_rows(io.BytesIO(data), ".srj"))


def store_in_memory(quads: Iterable[Quad]) -> EmbeddedStore:
    """A store in memory: the quads in their named graphs, and their union as default graph."""
    source = empty_store()
    source.store.bulk_extend(quads)
    unite(source)
    return source


def empty_store() -> EmbeddedStore:
    """A store in memory that holds nothing yet."""
    return EmbeddedStore(Store())


def load_store(folder: Path, *files: Path) -> None:
    """Writes a new store on disk with the lines of files (.nq, .nt). Raises OSError where the disk is full."""
    store = Store(str(folder))
    for file in files:
        with file.open("rb") as lines:
            while some := b"".join(islice(lines, LOADED_AT_ONCE)):
                store.bulk_load(input=some, format=FORMATS[file.suffix])
    store.flush()


def unite(source: EmbeddedStore) -> None:
    """Makes the default graph of a store in memory the union of its named graphs."""
    source.store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?graph { ?s ?p ?o } }")


@contextmanager
def query_errors(query: str) -> Iterator[None]:
    """Raises QueryError for what the engine raises while it reads or evaluates a query."""
    try:
        yield
    except SyntaxError as error:
        raise _query_error(error, query) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryError(f"The query could not be evaluated: {error}") from error


def _watched(items: Iterator[Item], query: str) -> Iterator[Item]:
    with query_errors(query):
        yield from items


def stream_of(answer: QuerySolutions | QueryBoolean | QueryTriples) -> Stream:
    """An answer of the engine, or one that it parses, as the rest of the package reads it."""
    if isinstance(answer, QueryBoolean):
        return bool(answer)
    if isinstance(answer, QueryTriples):
        return Statements(iter(answer))
    return Solutions(tuple(variable.value for variable in answer.variables), map(tuple, answer))


def result_of(stream: Stream) -> Result:
    """The whole answer as Python values; each triple once, as a graph has it, though RDF4J repeats them."""
    match stream:
        case Solutions(columns, rows):
            return Rows(columns, [tuple(map(to_value, row)) for row in rows])
        case Statements(triples):
            once = dict.fromkeys(triples)
            return Triples((to_value(t.subject), to_value(t.predicate), to_value(t.object)) for t in once)
    return stream


def terms_of(result: Result) -> Stream:
    """The terms that `result_of` reads as `result`."""
    match result:
        case Rows():
            rows = (tuple(None if value is None else to_node(value) for value in row) for row in result)
            return Solutions(result.columns, rows)
        case Triples():
            return Statements(Triple(resource(s), iri(p), to_node(o)) for s, p, o in result)
    return result


def parse_rows(stream: IO[bytes], suffix: str) -> Stream:
    """Rows or a truth value, parsed as they are read; the ending names the format: .srj, .srx or .tsv.

    Raises SyntaxError here, or as the rows are gone through, where the text breaks the grammar.
    """
    return stream_of(parse_query_results(stream, format=ROW_FORMATS[suffix]))


def syntax_error(query: str) -> QueryError | None:
    """What breaks the grammar in a query, with its place; None where nothing does. Nothing is evaluated."""
    try:
        Store().query(query, prefixes=PREFIXES)
    except SyntaxError as error:
        return _query_error(error, query)
    return None


def _query_error(error: SyntaxError, text: str) -> QueryError:
    """What is wrong with a query and where, in words for people: the engine's list of tokens helps nobody."""
    spread = Spread(text)
    try:
        Store().query(spread.text, prefixes=PREFIXES)
    except SyntaxError as placed:
        found = re.search(r"error at (\d+):(\d+): expected (?:one of )?(.*)", str(placed), re.DOTALL)
    else:
        found = None
    if not found:
        return QueryError(str(error), text=text)
    lines = spread.text.splitlines(keepends=True)
    at, word = spread.word_at(sum(map(len, lines[: int(found[1]) - 1])) + int(found[2]) - 1)
    reason = next((said for said in found[3].split(", ") if re.match(r"[A-Z]\w* \S", said)), "")
    prefix = re.search(r"([\w-]*):", word)
    if reason == "Prefix not found" and prefix:
        at += prefix.start()
        message = f"the prefix {prefix[1]}: is not declared. Add a line: PREFIX {prefix[1]}: <…>"
    else:
        message = SAID_BETTER.get(reason, reason) or _misfit(text, at, word)
    line = text.count("\n", 0, at) + 1
    return QueryError(message, line=line, column=at - text.rfind("\n", 0, at), text=text)


def _misfit(text: str, at: int, word: str) -> str:
    if not word:
        return "the query ends before it is complete"
    if word.upper() in UPDATES and PROLOGUE.fullmatch(text[:at]):
        return f"{word} changes data, and the graph is only read: change graph/ and build it anew"
    return f"{word!r} does not fit here"
