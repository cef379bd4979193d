"""How much comes from a reader: no flood reaches the core, and no loss stays unknown."""

import logging

from hardware.protocols.decoder import Decoder

MOST_READS = 200
"""Reads a second that go on: ten times what an RDM6300 with a tag before it sends."""

REPORT_INTERVAL = 600.0
"""Seconds between two log lines about what a reader's line loses."""

_log = logging.getLogger(__name__)


class ReadMeter:
    """Counts a reader's reads against the cap, and tells the log what was lost on the way."""

    def __init__(self, reader: str, decoder: Decoder) -> None:
        self._reader = reader
        self._decoder = decoder
        self._second = -1
        self._passed = 0
        self._over = 0
        self._reported = self._losses()
        self._report_at = 0.0

    def pass_on(self, count: int, now: float) -> int:
        """Return how many of these reads may go on within the second of `now`."""
        if int(now) != self._second:
            self._second, self._passed = int(now), 0
        passed = min(count, MOST_READS - self._passed)
        self._passed += passed
        self._over += count - passed
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
