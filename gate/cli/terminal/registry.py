"""The registry as the terminal opens it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from gate.clock import ClockSource, SystemClock, boot_id
from gate.config.gate_toml import Config
from gate.registry.author import Author
from gate.registry.database import engine


@contextmanager
def registry(config: Config) -> Iterator[Engine]:
    """Open the registry for one command."""
    opened = engine(config.database)
    try:
        yield opened
    finally:
        opened.dispose()


def author(config: Config) -> Author:
    """Return whoever sits at the terminal now, as the journal names them."""
    now = SystemClock(ClockSource(config.clock_source)).now()
    return Author(config.gate_id, boot_id(), "cli", now)
