"""Finding lines of text in a reader's bytes (README.md §3).

A line is printable ASCII, ended by CR, LF or both, or framed by STX and ETX; empty ones do not
count. A line too long or with other bytes in it is dropped up to its end.
"""

from collections.abc import Callable

from hardware.protocols.decoder import Faults, Reading

STX = 0x02
ENDS = b"\r\n\x03"
LONGEST = 128
"""Characters of a line: an EPC, a TID and some user memory in hexadecimal fit."""


class LineDecoder:
    """Decoder of one reader. `read` gets each line; ValueError when it says nothing expected.

    `ends_by_gap`: the reader sends no end, silence is the end. Otherwise what silence leaves
    unfinished is forgotten: half a number must not become another number.
    """

    def __init__(self, read: Callable[[str], Reading], *, ends_by_gap: bool = False) -> None:
        self.faults = Faults()
        self.good_frames = 0
        self._read = read
        self._ends_by_gap = ends_by_gap
        self._line: bytearray | None = bytearray()  # None: spoilt, dropped up to its end

    @property
    def pending(self) -> int:
        """Characters of a line that has not ended yet."""
        return len(self._line or b"")

    def feed(self, data: bytes) -> list[Reading]:
        """Return what the lines say that these bytes complete."""
        readings = (self._take(byte) for byte in data)
        return [reading for reading in readings if reading is not None]

    def flush(self) -> list[Reading]:
        """End the line if a gap is an end for this reader, else forget it."""
        reading = self._end() if self._ends_by_gap else None
        self._begin()
        return [] if reading is None else [reading]

    def _take(self, byte: int) -> Reading | None:
        if byte in ENDS:
            return self._end()
        if byte == STX:
            self._begin()
        elif self._line is None:
            self.faults.dropped_bytes += 1
        elif len(self._line) == LONGEST or not ord(" ") <= byte <= ord("~"):
            self.faults.bad_frames += 1
            self.faults.dropped_bytes += len(self._line) + 1
            self._line = None
        else:
            self._line.append(byte)
        return None

    def _begin(self) -> None:
        self.faults.dropped_bytes += self.pending
        self._line = bytearray()

    def _end(self) -> Reading | None:
        if self._line:  # else spoilt, or the second half of CR LF
            try:
                reading = self._read(self._line.decode("ascii"))
            except ValueError:
                self.faults.bad_frames += 1
            else:
                self._line = bytearray()
                self.good_frames += 1
                return reading
        self._begin()
        return None
