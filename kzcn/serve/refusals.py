"""Why a request is not answered, with the status that says so to programs."""

from __future__ import annotations

from kzcn.errors import KzcnError


class RefusedError(KzcnError):
    """A request that is refused or was stopped. `status` is that of HTTP; `retry_after` in seconds where it helps."""

    def __init__(
        self, status: int, message: str, *, retry_after: int | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        if retry_after is not None:
            self.headers["Retry-After"] = str(retry_after)


def busy(message: str, *, retry_after: int = 2) -> RefusedError:
    """The server has too much to do just now: 503."""
    return RefusedError(503, message, retry_after=retry_after)
