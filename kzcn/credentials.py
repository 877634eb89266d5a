"""User and password for a store: named by the user, from the environment or netrc, never from the command line."""

from __future__ import annotations

import netrc
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kzcn.errors import SetupError, UsageError

VARIABLE = "KZCN_PASSWORD"
Entry = tuple[str, str]


@dataclass(frozen=True)
class Credentials:
    """User and password; the password is never shown."""

    user: str
    password: str = field(repr=False)


def credentials_for(url: str, user: str | None, environment: Mapping[str, str]) -> Credentials | None:
    """What to answer a store at `url` that asks who is there; None where no user is named and netrc knows none.

    The password of `user` is KZCN_PASSWORD in `environment`, else that of the host in netrc, a file that NETRC names
    and that otherwise lies in the home folder. Raises UsageError for an address that carries a password itself,
    SetupError where the password of a named user is not to be found or netrc cannot be read.
    """
    parts = urlsplit(url)
    if parts.password is not None:
        raise UsageError(f"Leave the password out of the address: name the user with --user, and set {VARIABLE}.")
    if user and VARIABLE in environment:
        return Credentials(user, environment[VARIABLE])
    path, entry = _entry(parts.hostname or "", environment)
    if entry and user in {None, entry[0]}:
        return Credentials(*entry)
    if user:
        raise SetupError(
            f"There is no password for {user}. Set {VARIABLE}, "
            f"or add a line to {path}: machine {parts.hostname} login {user} password …"
        )
    return None


def _entry(host: str, environment: Mapping[str, str]) -> tuple[Path, Entry | None]:
    """The file of passwords, and its user and password for a host."""
    path = Path(environment.get("NETRC") or Path(environment.get("HOME", "~")).expanduser() / ".netrc")
    try:
        found = netrc.netrc(path).authenticators(host)
    except FileNotFoundError:
        return path, None
    except (OSError, UnicodeDecodeError, netrc.NetrcParseError) as error:
        raise SetupError(f"{path} cannot be read: {error}.") from error
    return path, (found[0], found[2] or "") if found else None
