"""The reference of the ontology as a page of this site: pyLODE's text, with places that terms' IRIs lead to."""

from __future__ import annotations

import re

from kzcn.namespaces import TERMS

BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
SIGNATURE = re.compile(r'<div id="pylode">.*?</div>', re.DOTALL)
ENTITY = r'class="property entity"'
TERM = re.compile(
    rf'<div {ENTITY} id="([^"]+)">(?:(?!{ENTITY}).)*?<code>{re.escape(TERMS)}([^<]+)</code>',
    re.DOTALL,
)
PLACE = re.compile(r'(id="|href="#)([^"]+)"')


def reference_body(page: str) -> str:
    """The body of the reference, in which each term's place goes by its local name, as its IRI has it.

    pyLODE names places after labels, so that kzcn:status and kzcn:Status would both be looked for at #status.
    """
    found = BODY.search(page)
    body = SIGNATURE.sub("", found[1] if found else "")
    locals_ = dict(TERM.findall(body))
    return PLACE.sub(lambda place: f'{place[1]}{locals_.get(place[2], place[2])}"', body)
