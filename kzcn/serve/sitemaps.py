"""What search engines read: robots.txt and sitemaps."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def robots(base: str) -> str:
    """robots.txt: everything but answers to queries, at the server whose address is `base`."""
    kept_out = "".join(f"Disallow: {path}\n" for path in ("/sparql", "/query/", "/search", "/why"))
    return f"User-agent: *\n{kept_out}\nSitemap: {base}sitemap.xml\n"


def urls(base: str, paths: Iterable[str]) -> str:
    """A sitemap of the paths on that server."""
    lines = "".join(f"<url><loc>{escape(base + path)}</loc></url>\n" for path in paths)
    return f'{HEAD}<urlset xmlns="{NAMESPACE}">\n{lines}</urlset>\n'


def index(base: str, pages: int) -> str:
    """The list of the sitemaps of that server."""
    lines = "".join(f"<sitemap><loc>{escape(base)}/sitemap-{at}.xml</loc></sitemap>\n" for at in range(1, pages + 1))
    return f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{lines}</sitemapindex>\n'
