"""The second build, after one article changed, beside a first build of the same files."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from measuring.generated import HOME, tree
from measuring.runs import Run, Side, alternate, command, kzcn
from measuring.section import Aim, Section, Table, seconds, times, versions_of

from kzcn.folders import Folders

FASTER = 5
LONG = 120  # seconds; a run that takes more is not repeated
PARTICIPANT = re.compile(r"(kzcn:participant )(person:\S+)")
VALUE = re.compile(r"(schema:value )(\d+)")


def measure(*, full: bool, rounds: int) -> Section:
    """A hundred thousand statements; with `full` the real graph, a changed participant and a million statements."""
    section = Section(
        "second_build",
        "Second build after one article changed",
        "a first build of the same files, whose files it must equal byte for byte (the store aside)",
        versions=versions_of("pyoxigraph", "numpy", "scipy", "networkx", "pylode"),
    )
    table = Table(
        "Medians of whole runs:", ["graph", "what changed", "first build", "second build", "first / second"], []
    )
    ratios, same = {}, []
    for size, what in (*CASES, *(LARGE if full else ())):
        first, second, equal = _compare(size, CHANGES[what], rounds)
        ratios[size, what] = first.median / second.median
        same += equal
        cells = [_told(first), _told(second)]
        table.rows.append([f"{size:,}" if size else "the real one", what, *cells, times(ratios[size, what])])
    largest = max(size for size, _ in ratios)
    section.tables = [table]
    section.aims = [
        Aim(
            f"at least {FASTER} times faster at 1M",
            f"{times(ratios[largest, SUM])} at {largest:,} where a sum changed",
            largest >= 10**6 and ratios[largest, SUM] >= FASTER,
        ),
        Aim("byte-identical to a full build", f"{sum(same)} of {len(same)} builds", all(same)),
    ]
    section.remarks = [
        "A second build keeps what takes long and hangs on a part of the graph only: the reference of the ontology, "
        "the layout, and the table of influence with its intervals (kzcn/memo.py). It reads, checks, derives and "
        "writes all anew. A changed participant changes the network, so that layout and influence are computed again. "
        f"Builds that take more than {LONG} s are made once."
    ]
    return section


def _told(side: Side) -> str:
    spread = f"{seconds(side.least)} to {seconds(side.most)}" if len(side.runs) > 1 else "one run"
    return f"{seconds(side.median)} ({spread})"


def _compare(size: int, change: Callable[[Path, int], None], rounds: int) -> tuple[Side, Side, list[bool]]:
    root, target, other = HOME / f"changing-{size}", HOME / "second", HOME / "first"
    shutil.rmtree(root, ignore_errors=True)
    given = tree(size) if size else Folders.find().root
    for part in ("graph", "ontology", "queries", "viz"):
        shutil.copytree(given / part, root / part)
    _clear(target)
    command([*kzcn("build"), "--from", str(root), "--graph", str(target)])
    turn, equal = [0], list[bool]()

    def second() -> Run:
        turn[0] += 1
        change(root, turn[0])
        return command([*kzcn("build"), "--from", str(root), "--graph", str(target)])

    def first() -> Run:
        _clear(other)
        run = command([*kzcn("build"), "--from", str(root), "--graph", str(other)])
        equal.append(_files(target) == _files(other))
        return run

    sides = Side("first build", first), Side("second build", second)
    for _ in range(rounds):  # not turned round: the first build is of what the second one built
        alternate(sides[::-1], 1)
        if any(side.runs[-1].seconds > LONG for side in sides):
            break
    _clear(target)
    _clear(other)
    return *sides, equal


def _new_sum(root: Path, turn: int) -> None:
    """Another number in one article."""
    _change(root, turn, VALUE, lambda found: f"{found[1]}{int(found[2]) + turn}")


def _new_participant(root: Path, turn: int) -> None:
    """Another person in a meeting of one article."""
    people = re.findall(
        r"^(person:\S+)", (root / "graph/entities/people.ttl").read_text(encoding="utf-8"), re.MULTILINE
    )
    _change(root, turn, PARTICIPANT, lambda found: f"{found[1]}{_another(people, found[2], turn)}")


def _another(people: list[str], one: str, turn: int) -> str:
    return next(person for person in people[turn * 7 :] if person != one)


def _change(root: Path, turn: int, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> None:
    """Changes the first match in one of the articles that have one, another article each turn."""
    articles = sorted((root / "graph/articles").glob("*.trig"))
    for path in articles[turn * len(articles) // 20 :]:
        text = path.read_text(encoding="utf-8")
        if pattern.search(text):
            path.write_text(pattern.sub(new, text, count=1), encoding="utf-8")
            return
    raise SystemExit(f"No article of {root.name} has what is to be changed.")


def _files(build: Path) -> dict[str, bytes]:
    """The checksums of all files, by name; they are in dataset.ttl, and that file is compared whole."""
    names = sorted(path.relative_to(build).as_posix() for path in build.rglob("*") if path.is_file())
    files = [name for name in names if not name.startswith("store/")]
    return {name: (build / name).read_bytes() if name == "dataset.ttl" else _digest(build / name) for name in files}


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _clear(target: Path) -> None:
    for left in target.parent.glob(f"{target.name}*"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


SUM, PARTICIPANT_CHANGED = "a sum", "a participant"
CHANGES = {SUM: _new_sum, PARTICIPANT_CHANGED: _new_participant}
CASES = ((100_000, SUM),)
LARGE = ((0, SUM), (100_000, PARTICIPANT_CHANGED), (1_000_000, SUM))  # 0: the real graph
