"""A remote SPARQL 1.1 endpoint, asked through SPARQLWrapper. The one module that imports it."""

from __future__ import annotations

import json
import re
import warnings
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError

from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import (
    EndPointInternalError,
    EndPointNotFound,
    QueryBadFormed,
    SPARQLWrapperException,
    Unauthorized,
)

from kzcn.errors import QueryError, RemoteError, UsageError
from kzcn.namespaces import PREFIXES
from kzcn.oxigraph import syntax_error, triples_from_bytes
from kzcn.spread import without_literals
from kzcn.values import RDF_LANG_STRING, XSD_STRING, Iri, Result, Rows, Value, from_lexical

TIMEOUT = 60
LEADING_COMMENTS = re.compile(r"\A(\s*#[^\n]*(\n|\Z))+")


class RemoteStore:
    """A SPARQL source at `url`."""

    def __init__(self, url: str, *, timeout: int = TIMEOUT) -> None:
        """Raises UsageError where `url` is no address of a web server: a file must not pass for a store."""
        if not re.match(r"https?://[^/\s]+", url):
            raise UsageError(f"{url!r} is no address of an endpoint. Write it whole: http://localhost:7878/query")
        self.url = url
        self.timeout = timeout

    def query(self, query: str) -> Result:
        """The answer to a query, sent by POST with the graph's prefixes declared.

        Raises QueryError where the store refuses the query, RemoteError where it is unreachable, asks for a
        password, answers too late or fails.
        """
        wrapper = SPARQLWrapper(self.url)
        with warnings.catch_warnings(record=True) as unknown:
            warnings.simplefilter("always")
            # SPARQLWrapper reads the words of a header as if they were the query.
            wrapper.setQuery(with_prefixes(LEADING_COMMENTS.sub("", query)))
        wrapper.setMethod(POST)
        wrapper.setTimeout(self.timeout)
        if (unknown or wrapper.isSparqlUpdateRequest()) and (wrong := syntax_error(query)):
            raise wrong
        graph_answer = wrapper.queryType in {"CONSTRUCT", "DESCRIBE"}
        wrapper.setReturnFormat(N3 if graph_answer else JSON)
        if graph_answer:
            wrapper.addCustomHttpHeader("Accept", "application/n-triples, text/turtle;q=0.9")
        try:
            answer = wrapper.query().response.read()
        except QueryBadFormed as error:
            raise syntax_error(query) or QueryError(f"{self.url} refuses the query: {_words(error)}") from error
        except Unauthorized as error:
            raise RemoteError(f"{self.url} asks for a user and password.") from error
        except EndPointNotFound as error:
            raise RemoteError(
                f"{self.url} is no SPARQL endpoint (404 Not Found). Look at the path of the URL."
            ) from error
        except (EndPointInternalError, SPARQLWrapperException) as error:
            raise RemoteError(f"{self.url} failed: {_words(error)}") from error
        except HTTPError as error:
            reason = str(error.reason).splitlines()[0].rstrip(".")
            raise RemoteError(f"{self.url} answered {error.code}: {reason}. {_remedy(error.code)}") from error
        except (OSError, HTTPException, ValueError) as error:
            cause = getattr(error, "reason", None) or error
            raise RemoteError(f"{self.url} cannot be reached: {cause}. Is the store running?") from error
        try:
            return triples_from_bytes(answer, ".ttl") if graph_answer else _rows(json.loads(answer))
        except (ValueError, SyntaxError, LookupError, TypeError, AttributeError) as error:
            raise RemoteError(
                f"{self.url} does not answer as a SPARQL endpoint does. Look at the path of the URL."
            ) from error


def with_prefixes(text: str) -> str:
    """The query with a PREFIX line for each of the graph's prefixes that it uses without declaring it.

    >>> with_prefixes("ASK { ?s a kzcn:Project }").splitlines()[0]
    'PREFIX kzcn: <https://w3id.org/kzcn/ontology#>'
    """
    bare = without_literals(text)
    used = set(re.findall(r"(?<![\w-])([a-z][\w-]*):", bare))
    declared = set(re.findall(r"(?i)\bprefix\s+([\w-]*)\s*:", bare))
    wanted = sorted(used & PREFIXES.keys() - declared)
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in wanted) + text


def _rows(answer: dict[str, Any]) -> Result:
    if "boolean" in answer:
        return bool(answer["boolean"])
    columns = answer["head"].get("vars", [])
    bindings = answer["results"]["bindings"]
    return Rows(columns, [tuple(_value(binding.get(name)) for name in columns) for binding in bindings])


def _value(term: dict[str, str] | None) -> Value | None:
    if term is None:
        return None
    if term["type"] == "uri":
        return Iri(term["value"])
    if term["type"] == "bnode":
        return Iri(f"_:{term['value']}")
    language = term.get("xml:lang")
    datatype = RDF_LANG_STRING if language else term.get("datatype", XSD_STRING)
    return from_lexical(term["value"], datatype, language)


def _remedy(code: int) -> str:
    return (
        "Try again later." if code in {429, 502, 503, 504} else "Look at the address and at the settings of the store."
    )


def _words(error: Exception) -> str:
    """What the store itself said, in one line."""
    text = str(error)
    body = re.search(r"""b(['"])(.*)\1""", text, re.DOTALL)
    said = body[2].encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace") if body else text
    return " ".join(re.sub(r"<[^>]+>", " ", said).split())[:500]
