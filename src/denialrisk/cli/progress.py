"""Progress on the terminal, for every command that runs for more than a second."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column
from rich.text import Text

console = Console()


def check_reader() -> None:
    """Refuse compiled readers older than their sources; say that notes will take long where they are read by Python."""
    from denialrisk.data.compiled import refuse_stale
    from denialrisk.features.notes import COMPILED

    refuse_stale()
    if not COMPILED:
        console.print(
            "The note reader is not compiled and takes five times as long and more: "
            "install a C compiler (gcc or clang), then denialrisk again."
        )


class Steps:
    """Named steps with counts: call it with a step, how many units were done since the last call, and of how many."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int | None = None) -> None:
        before = self._progress.tasks[self._tasks[step]].fields["units"] if step in self._tasks else 0
        self.reached(step, before + done, total)

    def reached(self, step: str, units: int, total: int | None = None) -> None:
        """So many units of a step are done in all."""
        if step not in self._tasks:
            self.end()
            self._tasks[step] = self._progress.add_task(step, total=None, units=0)
        self._progress.update(self._tasks[step], completed=units, total=total, units=units)

    def end(self) -> None:
        """Mark every step as done."""
        for task in self._tasks.values():
            done = max(self._progress.tasks[task].completed, 1)
            self._progress.update(task, total=done, completed=done)


class Units(ProgressColumn):
    """How many units of how many, how many a second, and the time left; nothing for a step that counts none.

    ``said`` is how a number of units is written.
    """

    def __init__(self, said: Callable[[int], str] = "{:,}".format, table_column: Column | None = None) -> None:
        super().__init__(table_column)
        self._said = said

    def render(self, task: Task) -> Text:
        units, seconds = task.fields["units"], task.finished_time or task.elapsed
        if not units or not seconds:
            return Text()
        if seconds < 1:
            return Text(self._said(units))
        rate = units / seconds
        said = self._said(units) + ("" if task.total is None else f" of {self._said(round(task.total))}")
        left = 0 if task.total is None else round((task.total - units) / rate)
        return Text(f"{said}, {self._said(round(rate))}/s" + (f", {timedelta(seconds=left)} left" if left > 0 else ""))


@contextmanager
def steps(said: Callable[[int], str] = "{:,}".format) -> Iterator[Steps]:
    """Show steps as they come; ``said`` is how their units are written, such as decimal() for bytes."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(20),
        Units(said, Column(no_wrap=True)),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        shown = Steps(progress)
        yield shown
        shown.end()
