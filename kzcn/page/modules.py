"""Joining plain JavaScript modules into one script, without a build tool and the same every time.

A page opened from a folder can import nothing: each module becomes a function that gives what it exports, in the
order of their imports. Only a plain style of modules is understood, and anything else is refused with its place:
`import { a, b } from "./x.js";`, `export function`, `export class` and `export const` at the beginning of a line.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kzcn.errors import SetupError
from kzcn.folders import read_part

IMPORT = re.compile(r"""^import\s*\{([^}]*)\}\s*from\s*["'](\.[^"']*)["'];?[ \t]*$""", re.MULTILINE)
EXPORT = re.compile(r"^export\s+((?:async\s+)?function\*?|class|const)\s+([A-Za-z_$][\w$]*)", re.MULTILINE)
REFUSED = re.compile(r"^\s*(import\b(?!\s*\.meta)|export\b).*$|\bimport\s*\(", re.MULTILINE)
NAME = re.compile(r"[A-Za-z_$][\w$]*")


@dataclass(frozen=True)
class Module:
    """One module: its path below the folder, the names it imports by module, those it exports, and its body."""

    name: str
    imports: dict[str, list[str]]
    exports: list[str]
    body: str


def bundle(folder: Path, door: str = "main.js") -> str:
    """The module `door` of `folder` and all that it imports, as one script.

    Raises SetupError, with the file and the line, for a module that is missing, imported in a circle, does not
    export what is imported from it, or is written in a style that is not understood.
    """
    modules = _in_order(folder, door)
    known = {module.name: module for module in modules}
    for module in modules:
        for other, names in module.imports.items():
            missing = sorted(set(names) - set(known[other].exports))
            if missing:
                raise SetupError(
                    f"{folder / module.name} imports {', '.join(missing)} from {other}, which exports no such name."
                )
    return '"use strict";\n' + "\n".join(map(_wrapped, modules)) + "\n"


def parse(folder: Path, name: str) -> Module:
    """One module, read. Raises SetupError as `bundle` does."""
    path = folder / name
    text = read_part(path)
    imports: dict[str, list[str]] = {}
    for names, source in IMPORT.findall(text):
        other = posixpath.normpath(posixpath.join(posixpath.dirname(name), source))
        imports.setdefault(other, []).extend(_names(path, names))
    body = EXPORT.sub(r"\1 \2", IMPORT.sub("", text))
    refused = REFUSED.search(body)
    if refused:
        line = body[: refused.start()].count("\n") + 1
        raise SetupError(f"{path}:{line}: {refused[0].strip()[:80]!r} is a style of module that cannot be joined here.")
    return Module(name, imports, [found[1] for found in EXPORT.findall(text)], body.strip("\n"))


def _names(path: Path, text: str) -> list[str]:
    found = [part.strip() for part in text.split(",") if part.strip()]
    for part in found:
        if not NAME.fullmatch(part):
            raise SetupError(f"{path}: import {{ {part} }} is a style of module that cannot be joined here.")
    return found


def _in_order(folder: Path, door: str) -> list[Module]:
    """The modules that the door leads to, each after those it imports."""
    done: dict[str, Module] = {}

    def visit(name: str, way: tuple[str, ...]) -> Iterator[Module]:
        if name in way:
            raise SetupError(f"Modules in {folder} import each other in a circle: {' → '.join((*way, name))}.")
        if name in done:
            return
        module = parse(folder, name)
        for other in module.imports:
            yield from visit(other, (*way, name))
        done[name] = module
        yield module

    return list(visit(door, ()))


def _wrapped(module: Module) -> str:
    """A module as a function that is called once; its exports go by the name of its file."""
    taken = "".join(
        f"const {{ {', '.join(dict.fromkeys(names))} }} = {_variable(other)};\n"
        for other, names in module.imports.items()
    )
    given = f"return {{ {', '.join(module.exports)} }};\n" if module.exports else ""
    return f"const {_variable(module.name)} = (() => {{\n{taken}{module.body}\n{given}}})();"


def _variable(name: str) -> str:
    return "module_" + re.sub(r"\W", "_", name.removesuffix(".js"))
