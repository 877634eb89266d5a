"""Values and rows: they survive copying and pickling, and are written as XML Schema has it."""

import copy
import pickle

import pytest

from kzcn.values import XSD, Iri, Rows, Text, Typed, from_lexical, lexical

ROW = Rows(["name", "year", "thing"], [(Text("TBEA", "en"), Typed("2025", XSD + "gYear"), Iri("https://e.org/1"))])[0]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda row: pickle.loads(pickle.dumps(row))])
def test_a_row_survives_copying_with_languages_and_datatypes(copied):
    row = copied(ROW)
    assert row == ROW
    assert (row.name.language, row.year.datatype, row.thing.short) == ("en", XSD + "gYear", "<https://e.org/1>")


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(AttributeError, match="no column 'names'; there are name, year, thing"):
        _ = ROW.names


@pytest.mark.parametrize("text", ["INF", "-INF", "NaN"])
def test_numbers_without_end_are_written_as_they_are_read(text):
    assert lexical(from_lexical(text, XSD + "double"))[0] == text
