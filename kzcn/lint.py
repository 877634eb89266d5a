"""Names in a query that the graph does not know: a misspelt term answers nothing and says nothing."""

from __future__ import annotations

import re

from kzcn.errors import did_you_mean, nearest_prefixed
from kzcn.names import Names
from kzcn.namespaces import BASE, DETAILS, KINDS, PREFIXES, compact
from kzcn.spread import without_literals

PREFIXED = re.compile(r"(?<![\w<:/-])([a-z][\w-]*):([\w.-]*[\w-])")
# Kinds whose things bear names, so that a missing one can be told.
NAMED = {"kzcn", *KINDS} - {*DETAILS, "passage", "article", "graph", "geometry", "interval"}


def unknown_names(text: str, names: Names) -> list[str]:
    """A sentence for each prefixed name of the graph's own namespaces that nothing in the graph bears."""
    bare = without_literals(text)
    found = []
    for prefix, local in dict.fromkeys(PREFIXED.findall(bare)):
        iri = PREFIXES.get(prefix, "") + local
        if prefix not in NAMED or not iri.startswith(BASE) or iri in names.labels:
            continue
        known = [compact(other) for other in names.labels if other.startswith(PREFIXES[prefix])]
        name = f"{prefix}:{local}"
        found.append(f"{name} is not in the graph.{did_you_mean(nearest_prefixed(name, known))}")
    return found
