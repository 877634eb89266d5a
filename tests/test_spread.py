"""A query spread out is the same query."""

from __future__ import annotations

import pytest
from trees import CHECKOUT

from kzcn.folders import Folders
from kzcn.library import read_library
from kzcn.oxigraph import syntax_error
from kzcn.spread import GAP, Spread

LIBRARY = read_library(Folders(CHECKOUT).queries)


@pytest.mark.parametrize("name", LIBRARY)
def test_library_queries_stay_well_formed(name):
    assert syntax_error(Spread(LIBRARY[name].text).text) is None


@pytest.mark.parametrize(
    "query",
    [
        'ASK { ?s ?p "a  b # c \\" { "@en-GB }',
        "ASK { ?s ?p 'a  b' , '''a\n b''' , \"\"\"# \" {}\"\"\" }",
        'ASK { ?s (<a:b#c>|!^<d:e>)*/<f:g>+ "5"^^<a:b> }',
        "ASK { ?s kzcn:a\\,b [] ; ?p ( 1 -2.5e3 +7 ) } # the end {",
        "SELECT(COUNT(*)AS ?n){?s?p?o FILTER(?o>=3&&?o<5||!BOUND(?x)&&?o IN(1,2))}",
    ],
)
def test_hard_words_are_kept(query):
    assert syntax_error(query) is None
    assert syntax_error(Spread(query).text) is None


def test_places_lead_back():
    query = "SELECT ?s\n# all\nWHERE{ ?s a ?o }"
    spread = Spread(query)
    for word in ("SELECT", "?s", "WHERE", "{", "a", "?o", "}"):
        place, found = spread.word_at(spread.text.index(GAP + word + GAP) + len(GAP) if word != "SELECT" else 0)
        assert (query[place : place + len(word)], found) == (word, word)
    assert spread.word_at(len(spread.text)) == (len(query), "")
