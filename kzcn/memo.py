"""Results kept from one build to the next: what is asked again of the same input is not computed again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Set
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from kzcn.folders import PACKAGE

Result = TypeVar("Result")
# What results depend on besides their input and the package's own code.
PACKAGES = ("networkx", "numpy", "pylode", "pyoxigraph", "scipy")


class Memo:
    """A folder with the last result of each piece of work, beside the input, the code and the packages it came from.

    What is kept is given back only where all three are the same; the folder may be removed at any time. Where it cannot
    be written, and without a folder, nothing is kept.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder

    def recall(self, name: str, given: object, work: Callable[[], Result]) -> Result:
        """The result of `work`, which is plain JSON and depends on `given` alone: from the folder, or made now."""
        if self.folder is None:
            return work()
        path, key = self.folder / f"{name}.json", _digest(given)
        kept = _read(path)
        if isinstance(kept, dict) and kept.get("key") == key:
            found: Result = kept["result"]
            return found
        result = work()
        _keep(path, {"key": key, "result": result})
        return result


def _keep(path: Path, document: Mapping[str, Any]) -> None:
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(exist_ok=True)
        fresh.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)
    except OSError:
        return


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _digest(given: object) -> str:
    digest = hashlib.sha256(_code())
    digest.update(json.dumps(plain(given), ensure_ascii=False).encode())
    return digest.hexdigest()


@cache
def _code() -> bytes:
    """A digest of the package's own code and of the versions of what it computes with."""
    digest = hashlib.sha256(repr([version(name) for name in PACKAGES]).encode())
    for path in sorted(PACKAGE.glob("**/*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    return digest.digest()


def plain(value: object) -> object:
    """A value as JSON has it, the same for equal values: sets and mappings in order, records by their fields.

    >>> plain({"b": frozenset({2, 1}), "a": (1.5, None)})
    [['a', [1.5, None]], ['b', [1, 2]]]
    """
    match value:
        case str() | int() | float() | None:
            return value
        case Mapping():
            return [[key, plain(value[key])] for key in sorted(value)]
        case Set():
            return [plain(one) for one in sorted(value)]
        case list() | tuple():
            return [plain(one) for one in value]
    if is_dataclass(value):
        return [plain(getattr(value, field.name)) for field in fields(value)]
    raise TypeError(f"{type(value).__name__} has no plain form.")
