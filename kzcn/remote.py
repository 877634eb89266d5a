"""A remote SPARQL 1.1 endpoint, asked through SPARQLWrapper. The one module that imports it."""

from __future__ import annotations

import re
import warnings
from http.client import HTTPException, HTTPResponse
from itertools import groupby
from urllib.error import HTTPError
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    OpenerDirector,
    build_opener,
)

from SPARQLWrapper import POST, SPARQLWrapper

from kzcn.errors import UsageError
from kzcn.namespaces import PREFIXES
from kzcn.oxigraph import PROLOGUE, result_of, syntax_error
from kzcn.remote_answers import ROWS, TRIPLES, answer_of
from kzcn.remote_errors import refused, unreachable
from kzcn.source import TIMEOUT, Solutions, Stream
from kzcn.spread import without_literals
from kzcn.values import Result

# Virtuoso 7.2 forgets DISTINCT where columns are empty; in an ordered answer the rows that it repeats are neighbours.
DISTINCT = re.compile(PROLOGUE.pattern + r"select\s+distinct\b", re.IGNORECASE)
LEADING_COMMENTS = re.compile(r"\A(\s*#[^\n]*(\n|\Z))+")


class RemoteStore:
    """A SPARQL source at `url`."""

    def __init__(
        self, url: str, *, user: str | None = None, password: str | None = None, timeout: float = TIMEOUT
    ) -> None:
        """`timeout` is the longest silence, in seconds, that is waited through, before the answer and within it.

        Raises UsageError where `url` is no address of a web server (a file must not pass for a store), and where one of
        user and password is given alone.
        """
        if not re.match(r"https?://[^/\s]+", url):
            raise UsageError(f"{url!r} is no address of an endpoint. Write it whole: http://localhost:7878/query")
        if (user is None) != (password is None):
            raise UsageError("An endpoint takes user and password together, or neither.")
        self.url = url
        self.user = user
        self.timeout = timeout
        self._opener = _opener(url, user, password)

    def query(self, query: str) -> Result:
        """The whole answer to a query, sent by POST with the graph's prefixes declared.

        Raises QueryError where the store refuses the query, RemoteError where it is unreachable, asks for a password,
        answers too late, fails, or gives only a part of the answer.
        """
        return result_of(self.stream(query))

    def stream(self, query: str) -> Stream:
        """The same as terms, parsed as they arrive. Raises as `query` does, here or while they are read."""
        wrapper = self._wrapper(query)
        try:
            response: HTTPResponse = wrapper.query().response
        except HTTPError as refusal:
            with refusal:
                raise refused(self.url, self.user, refusal, query) from refusal
        except (OSError, HTTPException, ValueError) as error:
            raise unreachable(self.url, self.timeout, error) from error
        answer = answer_of(response, self.url, self.timeout)
        if isinstance(answer, Solutions) and DISTINCT.match(query):
            return Solutions(answer.columns, (row for row, _ in groupby(answer.rows)))
        return answer

    def _wrapper(self, query: str) -> SPARQLWrapper:
        wrapper = _Wrapper(self.url, self._opener, self.timeout)
        with warnings.catch_warnings(record=True) as unknown:
            warnings.simplefilter("always")
            # SPARQLWrapper reads the words of a header as if they were the query.
            wrapper.setQuery(with_prefixes(LEADING_COMMENTS.sub("", query)))
        if (unknown or wrapper.isSparqlUpdateRequest()) and (wrong := syntax_error(query)):
            raise wrong
        wrapper.setMethod(POST)
        # Otherwise the format is named in parameters too, in words that Fuseki and Virtuoso do not know and refuse.
        wrapper.setOnlyConneg(True)
        first, *others = TRIPLES if wrapper.queryType in {"CONSTRUCT", "DESCRIBE"} else ROWS
        wrapper.addCustomHttpHeader("Accept", ", ".join([first, *(f"{other};q=0.5" for other in others)]))
        return wrapper


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper with an opener of its own: to log in by digest it would change that of the whole process.

    And with fractions of a second, which it cuts off.
    """

    def __init__(self, url: str, opener: OpenerDirector, seconds: float) -> None:
        super().__init__(url)
        self.opener = opener
        self.seconds = seconds

    def _query(self) -> tuple[HTTPResponse, str]:
        return self.opener.open(self._createRequest(), timeout=self.seconds), self.returnFormat


class _NoRedirects(HTTPRedirectHandler):
    """A redirected POST would arrive as a GET without its query."""

    def redirect_request(self, *_: object) -> None:
        return None


def _opener(url: str, user: str | None, password: str | None) -> OpenerDirector:
    """Answers a store that asks who is there in the way that it asks for, basic or digest."""
    if user is None or password is None:
        return build_opener(_NoRedirects)
    known = HTTPPasswordMgrWithDefaultRealm()
    known.add_password(None, url, user, password)
    return build_opener(_NoRedirects, HTTPBasicAuthHandler(known), HTTPDigestAuthHandler(known))


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
