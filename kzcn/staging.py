"""Replacing a folder or file all or nothing: readers see the old one whole or the new one, never a mixture."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import IO

from kzcn.errors import SetupError

STORE = "store/CURRENT"  # what every build has
EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """An empty folder beside `target` that takes its place when the block ends well.

    When the block fails or the process dies, `target` stays as it was; what a dead process left behind is
    removed by the next one. Raises SetupError where another process is replacing the same folder, where
    `target` is no folder, holds something else than a build or is unwritable, or where the disk is full.
    """
    target = target.resolve()
    _refuse_unwritable(target)
    _refuse_other_things(target)
    with _locked(target):
        for leftover in target.parent.glob(f"{escape(target.name)}.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}.new-", dir=target.parent))
        fresh.chmod(0o755)
        try:
            yield fresh
            _swap(fresh, target)
        except OSError as error:
            raise SetupError(
                f"{target} could not be written: {error.strerror or error}. What stood there before is untouched."
            ) from error
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def write_whole(target: Path, data: bytes) -> None:
    """Writes a file all or nothing. Raises SetupError as `writing` does."""
    with writing(target) as file:
        file.write(data)


@contextmanager
def writing(target: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `target` when the block ends well.

    What is no plain file, such as a pipe or /dev/null, is written to as it is. Raises SetupError where it cannot be
    written; when the block fails, what stood there is untouched.
    """
    fresh = target.parent / f".{target.name}.new"
    place = target if target.exists() and not target.is_file() else fresh
    try:
        with place.open("wb") as file:
            yield file
        if place is fresh:
            fresh.replace(target)
    except OSError as error:
        raise SetupError(f"{target} cannot be written: {error.strerror}. Nothing was changed.") from error
    finally:
        with suppress(OSError):
            fresh.unlink()


def _refuse_unwritable(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise SetupError(f"{target} is a file. Name a folder for the build, or move the file away.")
    if not target.parent.is_dir():
        raise SetupError(f"{target.parent} does not exist. Make the folder first: mkdir -p {target.parent}")
    for folder in (target.parent, *([target] if target.exists() else [])):
        if not os.access(folder, os.W_OK | os.X_OK):
            raise SetupError(f"{folder} is not writable. What stands there is untouched. Try: chmod u+w {folder}")


def _refuse_other_things(target: Path) -> None:
    """A folder that no build wrote is not to be replaced: it may hold anything."""
    if target.is_dir() and any(target.iterdir()) and not (target / STORE).exists():
        raise SetupError(f"{target} holds other things than a build; they are untouched. Name a folder of its own.")


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Holds the lock of `target`, a file beside it, which the system releases when the process ends."""
    path = target.with_name(f"{target.name}.lock")
    try:
        lock = path.open("a+", encoding="ascii")
    except OSError as error:
        raise SetupError(
            f"{path} cannot be written: {error.strerror}. What stands in {target} is untouched."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip()
            process = f" (process {holder})" if holder else ""
            raise SetupError(
                f"Another build{process} is writing {target}. Wait until it ends, then try again."
            ) from None
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _swap(fresh: Path, target: Path) -> None:
    """Puts `fresh` in the place of `target`, at one stroke where the system can."""
    if not target.exists():
        fresh.rename(target)
    elif not _exchange(fresh, target):
        retired = fresh.with_name(f"{fresh.name}-old")
        target.rename(retired)
        try:
            fresh.rename(target)
        except OSError:
            retired.rename(target)
            raise
        shutil.rmtree(retired, ignore_errors=True)


def _exchange(one: Path, two: Path) -> bool:
    """Exchanges two folders atomically; False where system or file system cannot."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(os.fsencode(one), os.fsencode(two), EXCHANGE) == 0)
        here = -100  # AT_FDCWD
        return bool(libc.renameat2(here, os.fsencode(one), here, os.fsencode(two), EXCHANGE) == 0)
    except (OSError, AttributeError):
        return False
