"""The command line. Only here is anything printed, the environment read, or the process ended."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from kzcn.cli import ask, build, explain, export, load, network, picture, serve
from kzcn.errors import KzcnError

HELP = """An open knowledge graph of Kazakhstan–China cooperation, every fact tied to the passage that says it.

Try: kzcn queries · kzcn ask projects-by-region --region almaty-region · kzcn show fufeng
"""

app = typer.Typer(
    name="kzcn",
    help=HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for commands in (build, ask, explain, network, export, load, picture, serve):
    commands.register(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and ends the process: 0 good, 1 broken data, 2 bad usage or setup, 3 remote away."""
    try:
        app(args=None if arguments is None else list(arguments), prog_name="kzcn")
    except KzcnError as error:
        from kzcn.cli.console import show_error

        show_error(error)
        sys.exit(error.exit_code)
    except SystemExit as ended:
        # Typer ends with 1 where the reader of a pipe has gone, as `head` does; that is nothing wrong.
        reader_gone = type(sys.stdout).__name__ == "PacifyFlushWrapper"
        sys.exit(0 if reader_gone else ended.code)
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. What was there before is untouched.\n")
        sys.exit(130)
