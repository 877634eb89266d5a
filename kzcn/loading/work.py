"""What a store is given to do, and which of its copies of the graph are concerned."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kzcn.loading.files import Files
from kzcn.loading.plan import Plan
from kzcn.loading.web import Body, Told


@dataclass(frozen=True)
class Work:
    """The plan with the files that it is about; `merged` says that the default graph has to follow the named ones."""

    files: Files
    plan: Plan
    merged: bool
    told: Told

    @property
    def first(self) -> bool:
        """Whether the store holds nothing of ours, so that only adding is needed."""
        return not self.plan.emptied

    def quads(self, graphs: Collection[str] | None = None) -> Body:
        """The quads of the plan, or of some of its graphs, as lines."""
        chosen = set(self.plan.sent if graphs is None else graphs)
        total = sum(one.here for one in self.plan.graphs if one.graph in chosen)
        return Body(lambda: self.files.quads(chosen), self.told, total)

    def everything(self) -> Body:
        """The quads of the plan and, where the default graph has to follow, its triples: for a store without ours."""
        quads = self.quads()
        if not self.merged:
            return quads

        def lines() -> Iterator[bytes]:
            yield from quads.lines()
            yield from self.files.triples()

        return Body(lines, self.told, quads.total + self.files.merged)
