"""The site's pages filled: templates, styles and scripts of viz/serve/. Everything from the graph goes in as text."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2

from kzcn.errors import SetupError
from kzcn.folders import read_part
from kzcn.namespaces import compact
from kzcn.page.modules import bundle
from kzcn.serve.addresses import address_of, is_web, query_address, view_of
from kzcn.serve.answers import Body
from kzcn.values import Iri

SHARED_STYLES = ("10-base.css", "30-controls.css", "40-panel.css")  # of the interactive page
ASSETS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}


@dataclass(frozen=True)
class Site:
    """The look of the site, from the folder viz/."""

    viz: Path

    @cached_property
    def environment(self) -> jinja2.Environment:
        """The templates, which escape what they are given."""
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(self.viz / "serve"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters |= {
            "address": address_of,
            "prefixed": compact,
            "dated": dated,
            "size": in_units,
            "query_address": query_address,
            "view": view_of,
        }
        environment.tests |= {"thing": lambda value: isinstance(value, Iri), "web": is_web}
        environment.globals |= {"asset": self.asset_address}
        return environment

    def page(self, template: str, **given: Any) -> str:
        """A page. Raises SetupError where the template is missing or cannot be filled."""
        try:
            return self.environment.get_template(template).render(given)
        except jinja2.TemplateError as error:
            raise SetupError(f"{self.viz / 'serve' / template} cannot be filled: {error}") from error

    @cached_property
    def assets(self) -> dict[str, Body]:
        """Styles, scripts and pictures by name. Raises SetupError where one is missing."""
        vendor = self.viz / "vendor" / "yasgui"
        own = sorted((self.viz / "serve" / "css").glob("*.css"))
        shared = [self.viz / "css" / name for name in SHARED_STYLES]
        texts = {
            "site.css": "\n".join(map(read_part, (*shared, *own))),
            **{f"{door}.js": bundle(self.viz / "serve" / "js", f"{door}.js") for door in ("theme", "site", "query")},
            "yasgui.min.css": read_part(vendor / "yasgui.min.css"),
            "yasgui.min.js": read_part(vendor / "yasgui.min.js"),
            "icon.svg": read_part(self.viz / "serve" / "icon.svg"),
        }
        return {
            name: Body(text.encode(), ASSETS[name.rpartition(".")[2]], dict(FOREVER)) for name, text in texts.items()
        }

    def asset_address(self, name: str) -> str:
        """The address of an asset, which changes with what is in it, so that clients may hold it for good."""
        return f"/static/{name}?v={self.assets[name].tag[3:11]}"


def dated(text: str) -> str:
    """A date of any precision as it is read in a sentence.

    >>> dated("2025-06-16"), dated("2025-06"), dated("2025")
    ('16 June 2025', 'June 2025', '2025')
    """
    year, *rest = text.split("-")
    if not all(part.isdigit() for part in rest) or len(rest) > 2 or (rest and not 1 <= int(rest[0]) <= 12):  # noqa: PLR2004
        return text
    words = [str(int(part)) for part in rest[1:]] + [calendar.month_name[int(part)] for part in rest[:1]]
    return " ".join([*words, year])


def in_units(size: int) -> str:
    """A number of bytes for people.

    >>> in_units(2_200_645)
    '2.2 MB'
    """
    for unit, bytes_ in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if size >= bytes_:
            return f"{size / bytes_:.1f} {unit}"
    return f"{size} bytes"
