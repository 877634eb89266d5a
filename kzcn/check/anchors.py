"""Anchors occur exactly once in the text of their article, where the text is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kzcn.curated import Curated, CuratedFile
from kzcn.errors import SetupError
from kzcn.findings import Finding, Severity
from kzcn.namespaces import PREFIXES, compact
from kzcn.oxigraph import text

ANCHOR = PREFIXES["kzcn"] + "anchor"


def read_texts(sources: Path) -> dict[str, str]:
    """The texts of articles in the folder `sources`, by the slug that names each file SLUG.txt.

    Raises SetupError where `sources` is no folder or a text in it is not UTF-8.
    """
    if not sources.is_dir():
        raise SetupError(f"{sources} is no folder. Name one that holds texts of articles, SLUG.txt each.")
    texts = {}
    for path in sorted(sources.glob("*.txt")):
        try:
            texts[path.stem] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SetupError(f"{path} cannot be read as UTF-8: {error}.") from error
    return texts


def check(curated: Curated, texts: dict[str, str]) -> list[Finding]:
    """Anchors that occur not once; and one note that says for how many articles no text was at hand."""
    articles = [file for file in curated.files if file.is_article]
    found = [finding for file in articles for finding in _check_file(file, texts.get(file.path.stem))]
    without = [file.path.stem for file in articles if file.path.stem not in texts]
    if without:
        found.append(
            Finding(
                "text-not-at-hand",
                f"the texts of {len(without)} of {len(articles)} articles are not at hand; "
                f"their anchors were not compared: {', '.join(without)}.",
                severity=Severity.NOTE,
            )
        )
    return found


def _check_file(file: CuratedFile, article: str | None) -> Iterator[Finding]:
    if article is None:
        return
    for quad in file.quads:
        if text(quad.predicate) != ANCHOR:
            continue
        anchor, subject = text(quad.object), text(quad.subject)
        times = article.count(anchor)
        if times == 1:
            continue
        message = (
            f"the anchor “{anchor}” is not in the text."
            if not times
            else f"the anchor “{anchor}” occurs {times} times."
        )
        remedy = (
            "Copy names and figures exactly as printed, with the text's own quotes and spaces."
            if not times
            else "Lengthen it until it occurs once, within 60 characters."
        )
        yield Finding(
            "anchor",
            message,
            remedy,
            file.name,
            file.line_of(subject, "kzcn:anchor"),
            subject=compact(subject),
        )
