"""What a store's refusal means, in words that help."""

from __future__ import annotations

import html
import re

from kzcn.errors import RemoteError

LONGEST = 300
FULL = re.compile(r"no space left|disk (is )?full|disk quota|file too large|EFBIG|ENOSPC", re.IGNORECASE)


def complaint(url: str, status: int, text: str, *, named: bool) -> RemoteError:
    """The error for a store's answer that is not a good one; `named` says whether a user and password were sent."""
    said = shortened(text)
    if FULL.search(text):
        return RemoteError(f"The store's disk is full: {said} Make room there, then load again.")
    match status:
        case 401 if not named:
            what = "asks for a user and password. Name the user with --user, and set KZCN_PASSWORD"
        case 401 | 403 if named:
            what = f"does not let this user do that ({status}). Look at the name, the password and the user's rights"
        case 403:
            what = f"does not allow that ({status}): is it read-only? {said}"
        case 404:
            what = f"is not there (404): {said}"
        case 405:
            what = "takes no updates (405): is it read-only, or is the address another one?"
        case 413:
            what = f"takes no request of this size (413). {said}"
        case _:
            what = f"answered {status}: {said}"
    return RemoteError(f"{url} {what.rstrip('. ')}.")


def shortened(text: str) -> str:
    """The first words of an answer, without markup, the calls of a Java stack or the request repeated in it.

    >>> shortened("<html><body><h1>500</h1> Disk full<br>at java.io.X</body></html>")
    '500 Disk full'
    """
    plain = re.sub(r"<(style|script|title).*?</\1>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    plain = html.unescape(re.sub(r"</?[a-zA-Z!][^<>]*>", " ", plain))
    plain = re.split(r"SPARQL query:|\bat (?:java|org)\.", plain, maxsplit=1)[0]
    words = " ".join(plain.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …"
