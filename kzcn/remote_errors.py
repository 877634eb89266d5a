"""What a store says when it does not answer, in words that help, and as the package's own errors."""

from __future__ import annotations

import re
from email.message import Message
from urllib.error import HTTPError

from kzcn.errors import KzcnError, QueryError, RemoteError
from kzcn.oxigraph import syntax_error

LONGEST = 400
# What stores say around the matter: their own numbers, names of Java's errors, and the query once more.
NOISE = re.compile(
    r"\A(Error \d+: |Virtuoso \w+ Error (\w+: ?)?(SPARQL: )?|MALFORMED QUERY: |([\w.]+(Exception|Error): )+)"
    r"|\s*SPARQL query:.*\Z",
    re.DOTALL,
)


def refused(url: str, user: str | None, refusal: HTTPError, query: str) -> KzcnError:  # noqa: PLR0911 - one a code
    """The error for an answer that is none: QueryError where the query is to blame, else RemoteError."""
    said = words_of(refusal.read(100_000), refusal.headers) or str(refusal.reason)
    sentence = f"{said.rstrip('.')}."
    match refusal.code:
        case 400:
            return syntax_error(query) or QueryError(f"{url} refuses the query: {said}")
        case 401 if user:
            return RemoteError(f"{url} does not take the user {user} with this password.")
        case 401:
            return RemoteError(f"{url} asks for a user and password. Name the user: --user NAME.")
        case 403:
            return RemoteError(f"{url} does not let {user or 'everybody'} ask (403): {sentence}")
        case 404:
            return RemoteError(f"{url} is no SPARQL endpoint (404): {sentence} Look at the path of the URL.")
        case 405:
            return RemoteError(f"{url} takes no queries (405): {sentence} Look at the path of the URL.")
        case 408 | 504:
            return RemoteError(f"{url} gave the query up ({refusal.code}): {sentence} Ask for less.")
        case 429 | 502 | 503:
            return RemoteError(f"{url} cannot answer now ({refusal.code}): {sentence} {_when(refusal.headers)}")
        case 500:
            return RemoteError(f"{url} failed on the query: {sentence}")
    if moved := refusal.headers.get("Location"):
        return RemoteError(f"{url} has moved. Ask {moved} instead.")
    return RemoteError(f"{url} answered {refusal.code}: {sentence} Look at the address and at the store's settings.")


def unreachable(url: str, timeout: float, error: Exception) -> RemoteError:
    """The error for a store that gave no answer at all."""
    cause = getattr(error, "reason", None) or error
    if isinstance(cause, TimeoutError):
        return RemoteError(
            f"{url} did not answer within {timeout:g} seconds. Allow more time (--timeout), or ask for less."
        )
    return RemoteError(f"{url} cannot be reached: {cause}. Is the store running?")


def words_of(body: bytes, headers: Message) -> str:
    """What the store itself said, in one line, shortened to what helps; empty where it said nothing.

    >>> from email.message import Message
    >>> words_of(b"Virtuoso 37000 Error SP030: SPARQL compiler, line 2: syntax error", Message())
    'SPARQL compiler, line 2: syntax error'
    """
    if headers.get_content_type() == "text/html":  # what a web server says to people of every error alike
        return ""
    said = " ".join(NOISE.sub("", body.decode("utf-8", "replace").strip()).split())
    return said if len(said) <= LONGEST else f"{said[:LONGEST].rsplit(' ', 1)[0]} …"


def _when(headers: Message) -> str:
    after = headers.get("Retry-After", "")
    return f"Try again in {after} seconds." if after.isdigit() else "Try again later."
