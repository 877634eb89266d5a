"""What is curated and what is derived from it, laid down once as lines that everything else is made from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kzcn.curated import Curated
from kzcn.namespaces import DERIVED
from kzcn.oxigraph import Triple
from kzcn.write.description import describe, term
from kzcn.write.files import write_lines
from kzcn.write.spool import Spool

NAME = term("sd:name")


@dataclass(frozen=True)
class Laid:
    """The files with all statements as lines (N-Quads, N-Triples), and what the graph says of itself."""

    files: list[Path]
    description: list[Triple]

    @property
    def graphs(self) -> int:
        """The number of named graphs, that of the description among them."""
        return 1 + len({fact.object for fact in self.description if fact.predicate == NAME})


def write_statements(curated: Curated, folder: Path) -> Laid:
    """Writes kzcn.nq and kzcn.nt to `folder`: the curated files, what is derived in their store, and a description.

    Values stand as they were curated; a store writes numbers in their shortest form. Raises OSError where the disk is
    full.
    """
    with TemporaryDirectory(dir=folder) as temporary:
        spool = Spool(Path(temporary))
        for file in curated.files:
            spool.add(file.quads)
        spool.add_triples(curated.store.dump_triples(DERIVED), DERIVED)
        facts = describe(spool)
        return Laid(write_lines(spool, folder), facts)
