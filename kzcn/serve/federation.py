"""Whether a query would ask another server: SERVICE, wherever the engine would read it.

The engine's grammar knows no ends of words: it reads SERVICE in `trueSERVICE<…>{}`, in `?o.SERVICE?x{}`, and even in
`:SERVICE<…>{}` where the prefix alone makes an IRI and prefix and word together do not. So the word is looked for
everywhere outside strings, comments, IRIs and variables, by what has to follow it.
"""

from __future__ import annotations

import re

# An IRI may not hide `(?a<?b)SERVICE:x#>`, where `<` means “less than”: there a bracket closes before the word.
HIDING = re.compile(
    r"""
    (?P<string> "{3}(?:[^"\\]|\\.|"(?!""))*"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
              | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' )
  | (?P<iri> <(?![^<>\s]*\)[^<>\s]*service)[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<comment> \#[^\n\r]* )
  | (?P<variable> [?$][\w·]+ )
  | (?P<escape> \\. )
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
SHOWN = {"string": '""', "iri": "<>", "comment": " ", "variable": "?v", "escape": "x"}
CALL = re.compile(r"service\s*(?:silent\s*)?(?:<>|\?v|[^\s<>?{}();,]*:[^\s<>?{}();,]*)\s*\{", re.IGNORECASE)


def asks_elsewhere(query: str) -> bool:
    """Whether the query has a SERVICE clause. A query that breaks the grammar may be judged either way.

    >>> asks_elsewhere('SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }')
    True
    >>> asks_elsewhere('SELECT ?service { ?service a sd:Service ; rdfs:label "SERVICE <x> {" }')
    False
    """
    if "service" not in query.lower():
        return False
    return bool(CALL.search(HIDING.sub(lambda found: SHOWN[str(found.lastgroup)], query)))
