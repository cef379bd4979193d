"""A bar for work on many rows."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Tell = Callable[[int, int], None]
"""Takes (rows done, rows at most)."""


@contextmanager
def progress() -> Iterator[Tell]:
    """Draw a bar on a terminal; elsewhere keep quiet."""
    columns = (TextColumn("rows"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task("rows", total=None)
        yield lambda done, most: bar.update(task, completed=done, total=most)
