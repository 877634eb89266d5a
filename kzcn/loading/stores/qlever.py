"""QLever: one update, with an access token. Written from its documentation, not tried."""

from __future__ import annotations

from kzcn.errors import SetupError
from kzcn.loading.stores.base import UPDATE, Store
from kzcn.loading.updates import exchange
from kzcn.loading.web import Web
from kzcn.loading.work import Work


class QLever(Store):
    """A server of QLever. Its access token is the password."""

    name = "qlever"
    title = "QLever"
    union = True

    def __init__(self, web: Web, url: str) -> None:
        super().__init__(web, url)
        if web.credentials is None:
            raise SetupError("QLever wants its access token: set KZCN_PASSWORD to it, and give any name with --user.")
        self.token = {"Authorization": f"Bearer {web.credentials.password}"}

    def load(self, work: Work) -> None:
        """Exchanges graphs in one update, which QLever makes visible at once."""
        text = b"".join(exchange(work.plan.emptied, work.quads(), merged=False))
        self.update(text)

    def update(self, text: bytes) -> None:
        """One SPARQL update."""
        self.web.send("POST", self.update_url, text, headers={**UPDATE, **self.token})
