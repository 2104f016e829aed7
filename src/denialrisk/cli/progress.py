"""Progress on the terminal, for every command that runs for more than a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

console = Console()


class Steps:
    """Named steps with counts: call it with a step and how many units were done since the last call."""

    def __init__(self, progress: Progress, total: int | None) -> None:
        self._progress, self._total = progress, total
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int) -> None:
        if step not in self._tasks:
            self.end()
            self._tasks[step] = self._progress.add_task(step, total=self._total if done else None)
        self._progress.advance(self._tasks[step], done)

    def end(self) -> None:
        """Mark every step as done."""
        for task in self._tasks.values():
            done = max(self._progress.tasks[task].completed, 1)
            self._progress.update(task, total=done, completed=done)


@contextmanager
def steps(total: int | None = None) -> Iterator[Steps]:
    """Show steps as they come; ``total`` units each, where known."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        shown = Steps(progress, total)
        yield shown
        shown.end()
