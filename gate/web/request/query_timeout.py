"""An end to long looks into the database, so that none holds a thread of the pages for long."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlmodel import Session

from gate.ports import Clock
from gate.registry.ledger import driver_connection

PATIENCE: Final = 5.0
"""Seconds one look may take."""

_STEPS: Final = 20_000
"""Virtual machine steps of SQLite between two looks at the clock."""


@contextmanager
def patient(session: Session, clock: Clock) -> Iterator[None]:
    """Give up after `PATIENCE`; what was asked then fails as a database that does not answer."""
    connection = driver_connection(session)
    end = clock.now().monotonic + PATIENCE
    connection.set_progress_handler(lambda: int(clock.now().monotonic > end), _STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)
