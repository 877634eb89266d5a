"""The benchmark of influence runs; its bar is for idle machines and full size, not for here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_it_runs_small(tmp_path):
    target = tmp_path / "found.json"
    words = ["--actors", "300", "--ties", "900", "--pivots", "50", "--json", str(target)]
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "benchmarks" / "influence.py"), *words],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(CHECKOUT), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(target.read_text(encoding="utf-8"))
    assert found["actors"] == 300
    assert found["ties"] >= 900
    assert {"strength", "closeness", "communities", "brokerage", "betweenness, sampled"} <= found["seconds"].keys()
