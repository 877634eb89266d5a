"""The store that is loaded, as a thing that answers SPARQL: asked through the same connections as it is loaded."""

from __future__ import annotations

import io

from kzcn.errors import RemoteError
from kzcn.loading.web import Web
from kzcn.oxigraph import parse_rows, result_of
from kzcn.remote import with_prefixes
from kzcn.source import select
from kzcn.values import Result

JSON = "application/sparql-results+json"
COUNTS = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
DEFAULT = "SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }"


class Asked:
    """A SPARQL source for SELECT and ASK at `url`."""

    def __init__(self, web: Web, url: str) -> None:
        self.web = web
        self.url = url

    def query(self, query: str) -> Result:
        """The answer. Raises RemoteError where the store gives none, or something else."""
        answer = self.web.send("POST", self.url, data={"query": with_prefixes(query)}, headers={"Accept": JSON})
        try:
            return result_of(parse_rows(io.BytesIO(answer.content), ".srj"))
        except SyntaxError as error:
            raise RemoteError(
                f"{self.url} does not answer as a SPARQL endpoint does. Look at the address, and at --store."
            ) from error

    def counts(self) -> dict[str, int]:
        """How many triples each named graph of the store has, by its IRI."""
        return {str(row.graph): int(str(row.triples)) for row in select(self, COUNTS)}

    def default_count(self) -> int:
        """How many triples the default graph has."""
        return int(str(select(self, DEFAULT)[0].triples))
