"""What a load did, and who is told while it goes on."""

from __future__ import annotations

from dataclasses import dataclass

from kzcn.loading.plan import Plan


@dataclass(frozen=True)
class LoadReport:
    """What a load did, or with `dry_run` would do.

    `store` is the kind of store and `why` how it was known; `plan` has the named graphs one by one. `merged` says
    whether the default graph is kept as the merge of the named ones; None where nothing had to be sent. `seconds` is
    how long the store took for what it was sent. `sample` is the SHA-256, in hexadecimal, of the statements that were
    compared on both sides afterwards, and `compared` how many they are.
    """

    url: str
    store: str
    why: str
    plan: Plan
    dry_run: bool = False
    merged: bool | None = None
    seconds: float = 0.0
    sample: str = ""
    compared: int = 0


class Silence:
    """Is told what happens, and keeps it to itself."""

    def note(self, text: str) -> None:
        """Something worth knowing."""

    def begin(self, triples: int) -> None:
        """Sending begins."""

    def sent(self, triples: int) -> None:
        """Sending goes on."""
