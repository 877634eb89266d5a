"""Work in a copy of the process: it has what the process holds, tells what went wrong, and ends with its block."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

import pytest

from kzcn.errors import SetupError
from kzcn.write.beside import forked


def test_the_copy_has_what_the_process_holds(tmp_path):
    held = ["Khorgos"]
    with forked("The file", lambda: (tmp_path / "said").write_text(held[0], encoding="utf-8")) as running:
        held[0] = "changed"
        running.finish()
    assert (tmp_path / "said").read_text(encoding="utf-8") == "Khorgos"


def test_a_failure_is_told_with_its_last_words():
    def fail() -> None:
        raise ValueError("no\nroom")

    with forked("The page", fail) as running, pytest.raises(SetupError, match=r"^The page could not be written: room$"):
        running.finish()


def test_a_copy_that_dies_without_a_word_is_told_of():
    with forked("The page", lambda: os._exit(3)) as running, pytest.raises(SetupError, match="no message"):
        running.finish()


def test_with_its_block_the_copy_ends(tmp_path):
    def wait() -> None:
        (tmp_path / "pid").write_text(str(os.getpid()), encoding="ascii")
        time.sleep(60)

    start = time.monotonic()
    with pytest.raises(KeyError), forked("The page", wait):
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text(encoding="ascii"):
            time.sleep(0.01)
        raise KeyError
    assert time.monotonic() - start < 30
    assert not Path("/proc", (tmp_path / "pid").read_text(encoding="ascii")).exists()


def test_the_copy_keeps_no_lock_of_the_process(tmp_path):
    def wait() -> None:
        (tmp_path / "begun").touch()
        time.sleep(60)

    with (tmp_path / "lock").open("a") as lock, (tmp_path / "lock").open("a") as another:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with forked("The page", wait):
            while not (tmp_path / "begun").exists():
                time.sleep(0.01)
            lock.close()
            fcntl.flock(another, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_what_the_copy_prints_goes_nowhere(capfd):
    with forked("The page", lambda: os.write(1, b"printed")) as running:
        running.finish()
    assert capfd.readouterr().out == ""
