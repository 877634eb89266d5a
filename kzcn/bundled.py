"""The graph that travels inside the wheel: composed from its curated files at first use, then kept in a cache."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

from platformdirs import user_cache_path

from kzcn import __version__
from kzcn.curated import curated_paths, read
from kzcn.errors import KzcnError
from kzcn.folders import Folders
from kzcn.oxigraph import EmbeddedStore, parse_rdf, store_in_memory
from kzcn.rules import derive, read_rules
from kzcn.staging import replacing
from kzcn.write.statements import write_statements
from kzcn.write.store import write_store


def bundled_store(folders: Folders) -> EmbeddedStore:
    """The store of the packaged graph, from the cache, made there first, or in memory where that is impossible."""
    cached = user_cache_path("kzcn") / f"{__version__}-{_fingerprint(folders)}"
    if (cached / "store" / "CURRENT").exists():
        return EmbeddedStore.on_disk(cached / "store")
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        with replacing(cached) as fresh:
            write_store(_lines(folders, fresh), fresh / "store")
        return EmbeddedStore.on_disk(cached / "store")
    except (KzcnError, OSError):
        with TemporaryDirectory() as folder:
            quads, _ = _lines(folders, Path(folder))
            return store_in_memory(parse_rdf(quads.read_bytes(), quads.suffix))


def _lines(folders: Folders, folder: Path) -> list[Path]:
    """The graph as lines in files of that folder; see write_lines."""
    curated = read(folders)
    derive(curated.store, read_rules(folders.ontology))
    return write_statements(curated, folder).files


def _fingerprint(folders: Folders) -> str:
    """A short name that changes with any curated file or rule."""
    digest = hashlib.sha256()
    for path in [*curated_paths(folders), *sorted(folders.ontology.glob("rules/*.rq"))]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
