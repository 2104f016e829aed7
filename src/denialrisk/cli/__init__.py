"""The command line: one file a command, imported only when it is called, so that --help answers at once."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Final

import click

from denialrisk import __version__
from denialrisk.data.errors import DenialRiskError

TRACEBACK: Final = "DENIALRISK_TRACEBACK"
COMMANDS = {
    "demo": "Simulate, ingest, train and score: the whole thing in one go.",
    "simulate": "Write the files of a simulated world: 837, 835, notes, truth.",
    "ingest": "Read 837, 835, flat files and notes into tables.",
    "train": "Learn a model of denial from claims and remits; log it to MLflow.",
    "score": "Score claims before submission and write the worklist.",
    "explain": "Explain one claim of a worklist in words.",
    "evidence": "Read notes and show what they document.",
    "rules": "List the rule pack, or print one rule's page.",
    "policies": "List payers' policies, or add one from a file.",
    "codes": "Show the ICD-10-CM releases, or load another.",
    "priors": "Build cold-start priors from published reviewer decisions.",
    "promote": "Make the challenger the champion, or roll back.",
    "monitor": "Compare what was said with what payers answered.",
    "ui": "Open the MLflow UI on this store, at the right page.",
}


class Commands(click.Group):
    """Loads a command from the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"denialrisk.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__)
def cli() -> None:
    """Predict which claims coded for weakness will be denied, say why, and what to do."""


def main() -> None:
    """Run the command line; errors end in one message and exit code 2 (input) or 1 (failure).

    A fault that nobody foresaw is told by its kind and place alone, for its words may hold what a claim or a note says;
    with DENIALRISK_TRACEBACK set it is told in full.
    """
    # Threads of boosting that wait for each other sleep. By default they spin, and where others use the machine too,
    # that doubles the processor time and saves none. OpenMP reads this when LightGBM is imported.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except DenialRiskError as error:
        click.secho(f"error: {error.found}", fg="red", err=True)
        if error.expected:
            click.echo(f"  expected: {error.expected}", err=True)
        if error.do:
            click.echo(f"  do: {error.do}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        where = f" at {error.filename}" if error.filename else ""
        click.secho(f"error: {error.strerror or type(error).__name__}{where}", fg="red", err=True)
        click.echo("  expected: files that can be read, and room and permission to write", err=True)
        click.echo("  do: Check the path, its permissions and the free space.", err=True)
        sys.exit(1)
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        click.secho(f"error: {type(error).__name__} {_place(error)}", fg="red", err=True)
        click.echo("  expected: no such error; it is a fault of denialrisk or of a library under it", err=True)
        click.echo(f"  do: Report it with these lines. {TRACEBACK}=1 tells more; that may name patients.", err=True)
        sys.exit(1)


def _place(error: Exception) -> str:
    """The last place in this package that an error came through."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "denialrisk" in Path(frame.filename).parts
    ]
    return f"in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "outside of denialrisk"
