"""docs/scale.md is true: its commands, options, targets and files are there, and its tables can be filled."""

from __future__ import annotations

import re
import runpy
import shlex
from pathlib import Path

import pytest
import typer

from kzcn.cli import app

CHECKOUT = Path(__file__).parent.parent
PAGE = (CHECKOUT / "docs" / "scale.md").read_text("utf-8")
COMMANDS = typer.main.get_command(app).commands
SCRIPT = runpy.run_path(str(CHECKOUT / "docs" / "make_scale.py"))


def shown() -> list[str]:
    """Each call of kzcn on the page, on one line."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    calls = re.findall(r"^kzcn (?:'[^']*'|[^\n'#])*", "".join(blocks), re.MULTILINE)
    return [*calls, *re.findall(r"`(kzcn [a-z]+ [^`]*)`", PAGE)]


@pytest.mark.parametrize("call", shown())
def test_commands_and_options_exist(call: str) -> None:
    words = shlex.split(call.partition(" > ")[0], comments=True)
    command = COMMANDS[words[1]]
    known = {option for param in command.params for option in param.opts}
    given = {word.partition("=")[0] for word in words[2:] if word.startswith("-")}
    assert given - {"--region"} <= known, "an option that is not there (--region belongs to a query)"


def test_which_commands_take_an_endpoint() -> None:
    [row] = re.findall(r"^\| (.*) \| yes \|$", PAGE, re.MULTILINE)
    takes = {name for name, command in COMMANDS.items() if any("--endpoint" in param.opts for param in command.params)}
    assert set(re.findall(r"`(\w+)`", row)) == takes
    assert set(re.findall(r"^\| `(\w+)`", PAGE, re.MULTILINE)) | takes >= {"load", "build", "serve"}


def test_targets_and_files_exist() -> None:
    makefile = (CHECKOUT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`make ([\w-]+)`|^make ([\w-]+)", PAGE, re.MULTILINE):
        assert re.search(rf"^{''.join(target)}:", makefile, re.MULTILINE)
    for path in re.findall(r"python (docs/\w+\.py)", PAGE):
        assert (CHECKOUT / path).exists()


def test_the_tables_are_filled_between_the_comments() -> None:
    section = SCRIPT["Section"](
        "whole_build",
        "Whole build",
        "nothing",
        growth={
            "kzcn": [(10_000, 1.0), (100_000, 10.0)],
            "kzcn, MB": [(10_000, 100.0), (100_000, 340.0)],
            "once": [(10, 1.0)],
        },
    )
    page = SCRIPT["filled"](PAGE, [section])
    assert "| Whole build | kzcn | 10,000 to 100,000 | 1.00 | 10 s |" in page
    assert "| Whole build | kzcn, MB | 10,000 to 100,000 | 0.53 | 340 MB | 9,200,000 |" in page
    assert "once" not in page.partition("measured: begin")[2].partition("measured: end")[0]
    assert SCRIPT["filled"](page, [section]) == page
    assert page.startswith(PAGE.partition("<!--")[0])
    assert "Nothing is measured yet" in SCRIPT["filled"](page, [])
