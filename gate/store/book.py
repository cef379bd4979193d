"""The registry as the controller knows it: loaded once, then followed change by change."""

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
from gate.store.permits import Place, changes, highest, load

__all__ = ["BookWatcher", "Place", "changes", "load"]

SLICE = 200  # vehicles at a time: a few milliseconds of the controller's time
POLL_S = 0.25

_BREATH_S = 0.002  # between two slices, for the controller to take in a read
_LONGEST_PAUSE_S = 5.0  # between two attempts to open the database
_STOP_S = 2.0

_logger = logging.getLogger(__name__)


class BookWatcher:
    """Follows the registry in a thread of its own, from `start` to `stop`.

    `deliver` is called in that thread with at most `SLICE` vehicles at a time; it must not raise.
    `place` is up to where the book was loaded, `zone` the site's. A missing, locked or broken
    database is waited for; there are `every` seconds between two looks. After a backup was put in
    its place everything is delivered anew, starting at version 0.
    """

    def __init__(
        self,
        path: Path,
        place: Place,
        zone: tzinfo,
        deliver: Callable[[RegistryChanged], None],
        every: float = POLL_S,
    ) -> None:
        self._deliver = deliver
        self._place = place
        self._zone = zone
        self._every = every
        self._highest = 0  # vehicle number that the book may know
        self._database = LastingConnection(path, read_only=True)
        self._file: tuple[int, int] | None = None  # the file that `_place` is a place in
        self._data_version: int | None = None
        self._stop = Event()
        self._thread = Thread(target=self._run, name="book-watcher", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Deliver nothing more; a hanging disk does not hold up the caller."""
        self._stop.set()
        self._thread.join(_STOP_S)

    def _run(self) -> None:
        pause = self._every
        while True:
            try:
                self._look()
                pause = self._every
            except StoreError as error:
                if pause == self._every:
                    _logger.warning("changes of vehicles do not reach the gate: %s", error)
                pause = min(2 * pause, _LONGEST_PAUSE_S)
                self._database.close()
                self._data_version = None
            if self._stop.wait(pause):
                break
        self._database.close()

    def _look(self) -> None:
        connection = self._database.current()
        if self._database.file != self._file:
            self._enter_file(connection)
        with explained(connection):
            (data_version,) = connection.execute("PRAGMA data_version").fetchone()
        if data_version != self._data_version:  # somebody else committed
            self._catch_up(connection)
            self._data_version = data_version

    def _enter_file(self, connection: sqlite3.Connection) -> None:
        """Begin with the first file; start over in any other that takes its place."""
        if self._file is not None:
            self._start_over(connection)
        self._highest = max(self._highest, highest(connection))
        self._data_version = None
        self._file = self._database.file

    def _catch_up(self, connection: sqlite3.Connection) -> None:
        """Deliver what has changed since the last look, slice by slice."""
        more = True
        while more and not self._stop.wait(_BREATH_S):
            found = changes(connection, self._place, SLICE, self._zone)
            if found.version < self._place.version and not found.more:
                self._start_over(connection)
                continue
            if found.rows or found.timetable or found.version > self._place.version:
                self._deliver(RegistryChanged(found.version, found.rows, found.timetable))
            self._highest = max(self._highest, *(row.vehicle for row in found.rows), 0)
            self._place, more = found.place, found.more

    def _start_over(self, connection: sqlite3.Connection) -> None:
        """Take out the vehicles that a backup put in place does not have; go back to version 0."""
        gone = range(highest(connection) + 1, self._highest + 1)
        for start in range(0, len(gone), SLICE):
            removed = tuple(_removed(vehicle) for vehicle in gone[start : start + SLICE])
            self._deliver(RegistryChanged(0, removed))
        self._place = Place(0, 0)


def _removed(vehicle: int) -> PermitRow:
    return PermitRow(vehicle, None, "", "", None, None, None, None, (), (), removed=True)
