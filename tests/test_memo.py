"""What is kept from one build to the next is given back for the same input, and for no other."""

from __future__ import annotations

import pytest

from kzcn import memo
from kzcn.memo import Memo


class Work:
    """Counts how often it is done."""

    def __init__(self, result: object) -> None:
        self.result = result
        self.done = 0

    def __call__(self) -> object:
        self.done += 1
        return self.result


def test_the_same_input_is_computed_once(tmp_path):
    work = Work({"rows": [1.25, None, "哈萨克斯坦"]})
    for _ in range(2):
        assert Memo(tmp_path / "memo").recall("rows", {"a": frozenset("xy")}, work) == work.result
    assert work.done == 1


@pytest.mark.parametrize("other", [{"a": frozenset("xz")}, {"b": frozenset("xy")}, [1], [1.5], "1", None])
def test_another_input_is_computed_anew(other, tmp_path):
    kept = Memo(tmp_path / "memo")
    first, second = Work("first"), Work("second")
    assert kept.recall("rows", {"a": frozenset("xy")}, first) == "first"
    assert kept.recall("rows", other, second) == "second"
    assert kept.recall("rows", {"a": frozenset("xy")}, first) == "first"
    assert (first.done, second.done) == (2, 1)


def test_other_code_computes_anew(tmp_path, monkeypatch):
    work = Work("x")
    kept = Memo(tmp_path / "memo")
    kept.recall("rows", 1, work)
    monkeypatch.setattr(memo, "_code", lambda: b"other code")
    kept.recall("rows", 1, work)
    assert work.done == 2


@pytest.mark.parametrize("broken", ["", "{", '{"key": 1}', "[]"])
def test_a_broken_file_is_no_harm(broken, tmp_path):
    (tmp_path / "rows.json").write_text(broken, encoding="utf-8")
    assert Memo(tmp_path).recall("rows", 1, Work("x")) == "x"


def test_a_folder_that_cannot_be_written_is_no_harm(tmp_path):
    (tmp_path / "memo").write_text("a file", encoding="utf-8")
    assert Memo(tmp_path / "memo").recall("rows", 1, Work("x")) == "x"


def test_what_has_no_plain_form_is_refused():
    with pytest.raises(TypeError, match="object has no plain form"):
        memo.plain([object()])
