"""Loading through graphs of a load's own, for what is too long for one request: filled first, then put in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kzcn.loading.updates import exchange_staged
from kzcn.loading.web import Body
from kzcn.loading.work import Work
from kzcn.namespaces import PREFIXES

if TYPE_CHECKING:
    from kzcn.loading.stores.base import Store

STAGING = PREFIXES["graph"] + "staging/"


def load_staged(store: Store, work: Work, send: Callable[[Body], object]) -> None:
    """Sends the quads into staging graphs and exchanges them for the old ones in one update.

    Until then the old graphs stand as they were; whoever asks for all named graphs sees the staging graphs too. They
    are removed when anything goes wrong.
    """
    names = {graph: f"{STAGING}{at}" for at, graph in enumerate(work.plan.sent)}
    try:
        send(renamed(work, names))
        pairs = [(stage, graph) for graph, stage in names.items()]
        store.update(exchange_staged(work.plan.emptied, pairs, merged=work.merged))
    except BaseException:
        store.tidy()
        raise


def renamed(work: Work, names: dict[str, str]) -> Body:
    """The quads of the plan with other names of graphs."""

    def lines() -> Iterator[bytes]:
        for graph, name in names.items():
            old, new = f" <{graph}> .\n".encode(), f" <{name}> .\n".encode()
            for block in work.files.quads({graph}):
                yield block.replace(old, new)

    return Body(lines, work.told, work.plan.triples)
