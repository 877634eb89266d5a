"""One self-contained HTML file: template, styles, scripts and data together, under a content security policy."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kzcn.errors import SetupError
from kzcn.folders import read_part
from kzcn.page.modules import bundle
from kzcn.page.statements import LANGUAGES
from kzcn.page.vis import vis_script

DESCRIPTION = "Officials, companies, projects, meetings and agreements, each fact with the passage that says it."
RUNNING = re.compile(r"<script(?![^>]*application/(?:json|gzip))[^>]*>(.*?)</script>", re.DOTALL)
STYLING = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
POLICY_HERE = "POLICY-OF-THIS-PAGE"


def page(data: Mapping[str, Any], viz: Path) -> str:
    """The page from the folder `viz` with the data in it; the same text for the same data and folder.

    Raises SetupError where a part of the folder is missing or cannot be joined.
    """
    return assembled(
        viz / "template.html",
        title=data["meta"]["title"]["en"],
        description=DESCRIPTION,
        styles="\n".join(read_part(path) for path in sorted((viz / "css").glob("*.css"))),
        scripts=bundle(viz / "js"),
        vis=vis_script(),
        data=packed(data),
        texts=as_json({language: json.loads(read_part(viz / "text" / f"{language}.json")) for language in LANGUAGES}),
    )


def packed(data: object) -> str:
    """Data as JSON, packed with gzip and written in base64; the same text for the same data."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def unpacked(text: str) -> Any:
    """The data that `packed` wrote."""
    return json.loads(gzip.decompress(base64.b64decode(text)))


def as_json(data: object) -> str:
    r"""Data as JSON that no script element ends in and no markup stands in: every `<` is escaped.

    >>> as_json({"label": "<img src=x>"})
    '{"label":"\\u003cimg src=x>"}'
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def assembled(template: Path, *, title: str, description: str, **parts: str) -> str:
    """A template with its parts, and with the policy that lets exactly its own scripts and styles run.

    `title` and `description` are escaped, the other parts stand as they are. Raises SetupError without template.
    """
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    try:
        text = environment.from_string(read_part(template)).render(
            language="en",
            title=title,
            description=description,
            policy=POLICY_HERE,
            **{name: Markup(part) for name, part in parts.items()},
        )
    except jinja2.TemplateError as error:
        raise SetupError(f"{template} cannot be filled: {error}") from error
    return text.replace(POLICY_HERE, policy(text), 1)


def policy(text: str) -> str:
    """The content security policy of a page: its own inline scripts and styles by their hashes, and no request."""
    scripts = " ".join(sorted({_hash(found) for found in RUNNING.findall(text)})) or "'none'"
    styles = " ".join(sorted({_hash(found) for found in STYLING.findall(text)})) or "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src data: blob:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
