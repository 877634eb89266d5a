"""`kzcn load` beside curl uploading the same statements as one file, alternately, each into a store just started.

Both sides go over loopback. What kzcn load does besides (asking what the store holds, counting afterwards, comparing a
sample) is part of its time. The stores' programs come from `make servers` and `pip install oxigraph`.

    python benchmarks/load.py build --rounds 5                     # a real build
    python benchmarks/quads.py build large && python benchmarks/load.py large --rounds 3
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from servers.fuseki import Fuseki
from servers.oxigraph import Oxigraph

STORES: dict[str, Callable[..., Any]] = {"oxigraph": Oxigraph, "fuseki": Fuseki}
LOAD = "from kzcn.cli import main; main()"


def run(command: list[str]) -> tuple[float, float]:
    """Seconds and greatest resident memory, in MB, of one command, which must end well."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def upload(store: Any, file: Path) -> list[str]:
    """The store's own upload of a file."""
    where = store.graph_store_url if store.name == "oxigraph" else store.dataset_url
    kind = "Content-Type: application/n-quads"
    return [
        "curl",
        "--fail",
        "-sS",
        "-o",
        os.devnull,
        "-H",
        kind,
        "-H",
        "Expect:",
        "-X",
        "POST",
        "-T",
        str(file),
        where,
    ]


def measure(name: str, build: Path, file: Path, rounds: int, *, union: bool) -> None:
    """Runs both sides alternately and prints medians, spread, ratio and memory."""
    ours: list[float] = []
    curls: list[float] = []
    memory = 0.0
    for at in range(rounds):
        for side in ("curl", "kzcn") if at % 2 else ("kzcn", "curl"):
            with tempfile.TemporaryDirectory() as folder, STORES[name](Path(folder), union=union) as store:
                if side == "curl":
                    curls.append(run(upload(store, file))[0])
                else:
                    seconds, used = run([sys.executable, "-c", LOAD, "load", store.dataset_url, "--graph", str(build)])
                    ours.append(seconds)
                    memory = max(memory, used)
    for side, runs in (("kzcn load", ours), ("curl, one file", curls)):
        print(f"{name:<9} {side:<15} median {statistics.median(runs):7.2f} s, {min(runs):.2f} to {max(runs):.2f} s")
    ratio = statistics.median(curls) / statistics.median(ours)
    load = os.getloadavg()[0]
    print(
        f"{name:<9} speed of kzcn load {ratio:.2f} of curl's; its memory {memory:.0f} MB; load {load:.1f}", flush=True
    )


def main() -> None:
    """Measures each store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, help="a build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--stores", nargs="+", choices=STORES, default=list(STORES))
    parser.add_argument(
        "--merged", action="store_true", help="with a default graph that is not the union of the named ones"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.nq"
        with file.open("wb") as target:
            for name in ("kzcn.nq", "kzcn.nt") if given.merged else ("kzcn.nq",):
                with (given.build / name).open("rb") as part:
                    shutil.copyfileobj(part, target)
        lines = sum(block.count(b"\n") for block in iter(file.open("rb").read1, b""))
        print(f"{lines:,} statements, {file.stat().st_size / 1e6:.0f} MB; {given.rounds} rounds")
        for name in given.stores:
            measure(name, given.build, file, given.rounds, union=not given.merged)


if __name__ == "__main__":
    main()
