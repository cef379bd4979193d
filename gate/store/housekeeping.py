"""Work done once a day, once the clock becomes trusted, or after an interrupted import."""

import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, tzinfo
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple, Self

from gate.core.values.commands import Json, Record
from gate.core.values.model import Instant
from gate.core.values.row_kind import RowKind
from gate.errors import DamageError, StoreError
from gate.ports import Clock, Journal
from gate.store import correction, digest, pending, rescue, retention
from gate.store.database import LastingConnection

_ROUND_S = 10.0
_AFTER_ERROR_S = 600.0
_PAUSE_S = 0.02  # between two steps of the retention, so that the journal's writer can write
_DAY_S = 86_400.0
_STOP_S = 2.0
_NICE = 15  # the boom and the journal come first, also on one core

_logger = logging.getLogger(__name__)


OnLook = Callable[[str | None], None]


class Origin(NamedTuple):
    """Whose rows these are: the gate's, written in this boot of its machine."""

    gate_id: str
    boot_id: str


class _Stopped(Exception):  # noqa: N818 - no error: the gate is about to stop
    """Ends a run early; the next one goes on."""


class Housekeeping:
    """Runs in its own thread, from entering to leaving. Writes nothing while nothing is due.

    Days are those of `zone` while the clock is trusted; otherwise one lasts 24 hours, and nothing
    is erased. Rows are written through `journal`, erasures directly to the database.
    """

    def __init__(
        self,
        path: Path,
        origin: Origin,
        zone: tzinfo,
        clock: Clock,
        journal: Journal,
        *,
        on_look: OnLook,
    ) -> None:
        self._gate_id = origin.gate_id
        self._boot_id = origin.boot_id
        self._zone = zone
        self._clock = clock
        self._journal = journal
        self._on_look = on_look
        self._database = LastingConnection(path)
        self._stop = Event()
        self._day: str | None = None
        self._digest_at: float | None = None  # monotonic
        self._corrected = False
        self._thread = Thread(target=self._run, name="housekeeping", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(_STOP_S)

    def _run(self) -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        pause = _ROUND_S
        while not self._stop.wait(pause):
            pause = _ROUND_S
            try:
                with suppress(_Stopped):
                    self.round(self._clock.now())
            except StoreError as error:
                _logger.warning("the journal's housekeeping has to wait: %s", error)
                self._database.close()
                pause = _AFTER_ERROR_S
        self._database.close()

    def round(self, now: Instant) -> None:
        """Do what is due at this moment. StoreError when the database cannot be read or written."""
        pending.append_rows(
            self._database.current(), self._gate_id, between_steps=self._between_steps
        )
        if not now.trusted:
            self._corrected = False
        elif not self._corrected:
            self._correct(now)
        if self._is_new_day(now):
            self._begin_day(now)

    def _correct(self, now: Instant) -> None:
        connection = self._database.current()
        self._record(
            correction.KIND, correction.correction(connection, self._gate_id, self._boot_id, now)
        )
        self._corrected = True

    def _is_new_day(self, now: Instant) -> bool:
        if self._digest_at is None:
            self._digest_at = now.monotonic
            self._day = digest.last_day(self._database.current(), self._gate_id)
            self._day = self._day or self._name(now)  # the first digest ends the first day
        if now.trusted:
            return self._name(now) != self._day
        return now.monotonic - self._digest_at >= _DAY_S

    def _begin_day(self, now: Instant) -> None:
        connection = self._database.current()
        name = self._name(now)
        self._record(digest.KIND, digest.digest(connection, self._gate_id, name))
        self._day, self._digest_at = name, now.monotonic
        if self._is_whole() and now.trusted:
            until = retention.safe_until(connection, self._gate_id, now.wall)
            swept = retention.sweep(
                connection, self._gate_id, until, between_steps=self._between_steps
            )
            self._record(retention.KIND, swept.payload)

    def _is_whole(self) -> bool:
        """Check the whole file, so that damage is found before the next start."""
        try:
            rescue.read_all(self._database.path)
        except DamageError as error:
            rescue.suspect(self._database.path)
            reason = " ".join(str(error).split())
            self._record(RowKind.STORE_DAMAGED, {"reason": reason})
            self._on_look(reason)
            return False
        self._on_look(None)
        return True

    def _record(self, kind: RowKind, payload: dict[str, Json] | None) -> None:
        if payload is not None:
            self._journal.append(Record(kind, payload=payload), self._clock.now())

    def _between_steps(self) -> None:
        if self._stop.wait(_PAUSE_S):
            raise _Stopped

    def _name(self, now: Instant) -> str:
        return f"{datetime.fromtimestamp(now.wall, self._zone):%Y-%m-%d}"
