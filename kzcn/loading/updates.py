"""SPARQL updates that put new graphs in the place of old ones, as text that is streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kzcn.namespaces import DATASET_GRAPH, PREFIXES

# In the default graph of a store that does not make it of the named ones: what the old graphs said, unless a graph
# that stays says it too. Others' statements stand there for no graph of ours, and stay.
MERGED_OLD = f"""
UNION {{
  VALUES ?left {{ %(old)s }}
  GRAPH ?left {{ ?a ?b ?c }}
  FILTER NOT EXISTS {{
    GRAPH ?kept {{ ?a ?b ?c }}
    GRAPH <{DATASET_GRAPH}> {{ ?part <{PREFIXES["sd"]}name> ?kept }}
    FILTER (?kept != ?left && ?kept NOT IN (%(list)s))
  }}
}}"""
MISSING = f"""
INSERT {{ ?s ?p ?o }} WHERE {{
  {{ GRAPH <{DATASET_GRAPH}> {{ ?part <{PREFIXES["sd"]}name> ?graph }} GRAPH ?graph {{ ?s ?p ?o }} }}
  UNION {{ GRAPH <{DATASET_GRAPH}> {{ ?s ?p ?o }} }}
}}"""


def exchange(old: Iterable[str], quads: Iterable[bytes], *, merged: bool) -> Iterator[bytes]:
    """One operation that empties the graphs `old` and fills graphs with `quads`, blocks of whole N-Quads lines.

    With `merged` the default graph follows. It is one operation, and not one for each step, because a store may take
    a request whose end was lost for a whole one (Fuseki does): no beginning of this one is an update.
    """
    graphs = [f"<{graph}>" for graph in old]
    names = {"old": " ".join(graphs), "list": ", ".join(graphs)}
    left = "DELETE { GRAPH ?old { ?x ?y ?z } %s }\n" % ("?a ?b ?c" if merged else "") if graphs else ""
    yield (
        f"{left}INSERT {{ GRAPH ?g {{ ?s ?p ?o }} {'?s ?p ?o' if merged else ''} }}\n"
        f"WHERE {{ {{ VALUES ?old {{ {names['old']} }} GRAPH ?old {{ ?x ?y ?z }} }}"
    ).encode()
    if graphs and merged:
        yield (MERGED_OLD % names).encode()
    yield b"UNION { VALUES (?s ?p ?o ?g) {\n"
    for block in quads:
        yield b"(" + block.replace(b" .\n", b")\n(")[:-1]
    yield b"} } }"


def exchange_staged(old: Iterable[str], staged: Iterable[tuple[str, str]], *, merged: bool) -> bytes:
    """One operation that empties the graphs `old`, and fills graphs from others, which it empties too.

    `staged` are pairs of the graph that holds the triples and the graph that they are for.
    """
    graphs = [f"<{graph}>" for graph in old]
    names = {"old": " ".join(graphs), "list": ", ".join(graphs)}
    pairs = " ".join(f"(<{stage}> <{graph}>)" for stage, graph in staged)
    left = "?a ?b ?c" if merged and graphs else ""
    return (
        f"DELETE {{ GRAPH ?old {{ ?x ?y ?z }} GRAPH ?stage {{ ?s ?p ?o }} {left} }}\n"
        f"INSERT {{ GRAPH ?g {{ ?s ?p ?o }} {'?s ?p ?o' if merged else ''} }}\n"
        f"WHERE {{ {{ VALUES ?old {{ {names['old']} }} GRAPH ?old {{ ?x ?y ?z }} }}"
        f"{MERGED_OLD % names if merged and graphs else ''}\n"
        f"UNION {{ VALUES (?stage ?g) {{ {pairs} }} GRAPH ?stage {{ ?s ?p ?o }} }} }}"
    ).encode()
