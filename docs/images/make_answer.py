"""Makes answer.svg, the picture of a real answer in the README, from the built graph.

python docs/images/make_answer.py
"""

import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

import kzcn
from kzcn.cli.console import rows_table
from kzcn.values import Rows

COMMAND = "kzcn ask pledges-without-progress --before 2013"
TARGET = Path(__file__).with_name("answer.svg")


def main() -> None:
    """Asks, draws, and writes the picture without any address of a font in it."""
    graph = kzcn.open()
    rows = graph.ask("pledges-without-progress", before="2013")
    assert isinstance(rows, Rows)
    console = Console(record=True, width=132, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(f"[bold green]$[/] [bold]{COMMAND}[/]\n")
    console.print(rows_table(rows, graph.names.label))
    drawing = console.export_svg(title="kzcn", theme=MONOKAI, unique_id="answer")
    drawing = re.sub(r"@font-face\s*\{.*?\}", "", drawing, flags=re.DOTALL)
    TARGET.write_text(drawing.replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas"), encoding="utf-8")


if __name__ == "__main__":
    main()
