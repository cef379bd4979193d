"""How much comes from a reader: no flood reaches the core, and no loss stays unknown."""

import logging
from collections.abc import Callable, Sequence

from gate.ports import ReaderHealth
from hardware.protocols.decoder import Decoder, Reading

MOST_READS = 200
"""Reads a second that go on: ten times what an RDM6300 with a tag before it sends."""

REPORT_INTERVAL = 600.0
"""Seconds between two log lines about what a reader's line loses."""

KEPT_BYTES = 32
"""Bytes of the line that are kept to be shown."""

_log = logging.getLogger(__name__)


class ReadMeter:
    """Counts a reader's reads against the cap, and tells the log what was lost on the way.

    `echoes` is how often we heard ourselves; `tap` gets every byte that comes.
    """

    def __init__(
        self, reader: str, decoder: Decoder, tap: Callable[[bytes], None] | None = None
    ) -> None:
        self.echoes = 0
        self._tap = tap
        self._reader = reader
        self._decoder = decoder
        self._second = -1
        self._passed = 0
        self._over = 0
        self._reported = self._losses()
        self._report_at = 0.0
        self._heard_at: float | None = None
        self._tail = b""
        self._newest: Reading | None = None

    @property
    def health(self) -> ReaderHealth:
        """What the line has carried so far."""
        bad_frames, dropped_bytes, over = self._losses()
        newest = self._newest
        return ReaderHealth(
            frames=self._decoder.good_frames,
            bad_frames=bad_frames,
            dropped_bytes=dropped_bytes,
            reads_over=over,
            echoes=self.echoes,
            heard_at=self._heard_at,
            last_bytes=self._tail,
            antenna=None if newest is None else newest.antenna,
            rssi=None if newest is None else newest.rssi,
        )

    def heard(self, data: bytes, now: float) -> None:
        """Note that these bytes came."""
        if self._tap is not None:
            self._tap(data)
        self._heard_at = now
        self._tail = (self._tail + data[-KEPT_BYTES:])[-KEPT_BYTES:]

    def pass_on(self, readings: Sequence[Reading], now: float) -> Sequence[Reading]:
        """Return those of these readings that may go on within the second of `now`."""
        if int(now) != self._second:
            self._second, self._passed = int(now), 0
        passed = readings[: MOST_READS - self._passed]
        self._passed += len(passed)
        self._over += len(readings) - len(passed)
        self._newest = next(reversed(readings), self._newest)
        return passed

    def report(self, now: float) -> None:
        """Log the losses so far when there are new ones and the last line is old enough."""
        losses = self._losses()
        if losses == self._reported or now < self._report_at:
            return
        self._reported, self._report_at = losses, now + REPORT_INTERVAL
        _log.warning(
            "reader %s: so far %d bad frames, %d bytes dropped, %d reads beyond the cap;"
            " if this grows, look at baud rate, protocol and wiring",
            self._reader,
            *losses,
        )

    def _losses(self) -> tuple[int, int, int]:
        faults = self._decoder.faults
        return faults.bad_frames, faults.dropped_bytes, self._over
