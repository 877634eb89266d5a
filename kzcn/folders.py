"""Where the ontology, the curated graph and the queries lie: in the checkout, in the wheel, or elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kzcn.errors import SetupError

PACKAGE = Path(__file__).parent
NAMES = ("ontology", "graph", "queries")


@dataclass(frozen=True)
class Folders:
    """The three folders that a graph is built from, below one root."""

    root: Path

    @property
    def ontology(self) -> Path:
        """Terms, vocabularies, shapes and rules."""
        return self.root / "ontology"

    @property
    def graph(self) -> Path:
        """Entities and articles."""
        return self.root / "graph"

    @property
    def queries(self) -> Path:
        """The query library."""
        return self.root / "queries"

    @property
    def viz(self) -> Path:
        """Template, styles and scripts of the pages: the root's own, else those that came with the program."""
        candidates = (self.root / "viz", PACKAGE / "data" / "viz")
        return next((path for path in candidates if path.is_dir()), PACKAGE.parent / "viz")

    @classmethod
    def find(cls, root: Path | None = None) -> Folders:
        """The folders below `root`; without it those of the checkout, else those inside the wheel.

        Raises SetupError where one of the folders is missing.
        """
        candidates = [root] if root else [PACKAGE.parent, PACKAGE / "data"]
        for candidate in candidates:
            if all((candidate / name).is_dir() for name in NAMES):
                return cls(candidate)
        missing = [name for name in NAMES if not (candidates[0] / name).is_dir()]
        raise SetupError(
            f"{candidates[0]} lacks the folder {', '.join(missing)}. "
            "Run from a checkout of kzcn, or name a folder that holds ontology/, graph/ and queries/."
        )

    @property
    def in_checkout(self) -> bool:
        """Whether these are the folders of a checkout, where curators work."""
        return self.root != PACKAGE / "data"


def read_part(path: Path) -> str:
    """The text of a file that the program needs, such as a part of viz/. Raises SetupError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SetupError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SetupError(f"{path} is no text in UTF-8. Save the file as UTF-8.") from error


def default_build(folders: Folders) -> Path:
    """The folder that a build of `folders` goes to when nobody names another."""
    return folders.root / "build"
