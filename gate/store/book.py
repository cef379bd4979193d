"""Follows the registry for the controller: loaded once, then change by change."""

import logging
import sqlite3
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from threading import Event, Thread

from gate.core.values.events import RegistryChanged
from gate.core.values.model import PermitRow
from gate.errors import StoreError
from gate.store.database import LastingConnection, explained
from gate.store.permits import Cursor, changes, highest, load

__all__ = ["BookWatcher", "Cursor", "changes", "load"]

SLICE = 200  # vehicles at a time: a few milliseconds of the controller's time
POLL_S = 0.25

_PAUSE_S = 0.002  # between two slices, so that the controller can handle reads
_LONGEST_PAUSE_S = 5.0  # between two attempts to open the database
_STOP_S = 2.0

_logger = logging.getLogger(__name__)


class BookWatcher:
    """Follows the registry in its own thread, from `start` to `stop`.

    `deliver` is called in that thread with at most `SLICE` vehicles at a time; it must not raise.
    `cursor` is how far the book was loaded, `zone` the site's. It polls every `interval` seconds,
    also while the database is missing, locked or broken. After a restore it delivers everything
    again, starting at version 0.
    """

    def __init__(
        self,
        path: Path,
        cursor: Cursor,
        zone: tzinfo,
        deliver: Callable[[RegistryChanged], None],
        interval: float = POLL_S,
    ) -> None:
        self._deliver = deliver
        self._cursor = cursor
        self._zone = zone
        self._interval = interval
        self._highest = 0  # the highest vehicle number that the book may have
        self._database = LastingConnection(path, read_only=True)
        self._file: tuple[int, int] | None = None  # the file that `_cursor` belongs to
        self._data_version: int | None = None
        self._stop = Event()
        self._thread = Thread(target=self._run, name="book-watcher", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop delivering; waits at most two seconds for the thread."""
        self._stop.set()
        self._thread.join(_STOP_S)

    def _run(self) -> None:
        pause = self._interval
        while True:
            try:
                self._poll()
                pause = self._interval
            except StoreError as error:
                if pause == self._interval:
                    _logger.warning("changes of vehicles do not reach the gate: %s", error)
                pause = min(2 * pause, _LONGEST_PAUSE_S)
                self._database.close()
                self._data_version = None
            if self._stop.wait(pause):
                break
        self._database.close()

    def _poll(self) -> None:
        connection = self._database.current()
        if self._database.file != self._file:
            self._enter_file(connection)
        with explained(connection):
            (data_version,) = connection.execute("PRAGMA data_version").fetchone()
        if data_version != self._data_version:  # somebody else committed
            self._catch_up(connection)
            self._data_version = data_version

    def _enter_file(self, connection: sqlite3.Connection) -> None:
        """Follow the first file; start over in a file that replaces it."""
        if self._file is not None:
            self._start_over(connection)
        self._highest = max(self._highest, highest(connection))
        self._data_version = None
        self._file = self._database.file

    def _catch_up(self, connection: sqlite3.Connection) -> None:
        """Deliver the changes since the last poll, slice by slice."""
        more = True
        while more and not self._stop.wait(_PAUSE_S):
            found = changes(connection, self._cursor, SLICE, self._zone)
            if found.version < self._cursor.version and not found.more:
                self._start_over(connection)
                continue
            if found.rows or found.timetable or found.version > self._cursor.version:
                self._deliver(RegistryChanged(found.version, found.rows, found.timetable))
            self._highest = max(self._highest, *(row.vehicle for row in found.rows), 0)
            self._cursor, more = found.cursor, found.more

    def _start_over(self, connection: sqlite3.Connection) -> None:
        """Remove vehicles that a restored backup does not have; go back to version 0."""
        missing = range(highest(connection) + 1, self._highest + 1)
        for start in range(0, len(missing), SLICE):
            removed = tuple(_removed(vehicle) for vehicle in missing[start : start + SLICE])
            self._deliver(RegistryChanged(0, removed))
        self._cursor = Cursor(0, 0)


def _removed(vehicle: int) -> PermitRow:
    return PermitRow(vehicle, None, "", "", None, None, None, None, (), (), removed=True)
