"""Finding frames in a reader's bytes, the same way for every protocol that has frames.

Measured (README.md §0.1): dropping a whole candidate at a wrong checksum loses three frames of
four on a noisy line; dropping one byte and looking again loses none. A noise byte that looks like
the length of a long frame would wait for bytes that never come: the gap settles it the same way.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hardware.protocols.decoder import Faults, Reading


@dataclass(frozen=True, slots=True)
class Layout:
    """How the frames of one protocol look.

    `size` gets all bytes from a possible start on and returns the length of the frame that begins
    there, 0 when none can, None when it takes more bytes to tell. It never exceeds `longest`.
    `read` returns what a whole frame says; ValueError when anything about it is wrong.
    `start` is the byte every frame begins with, if it is always the same.
    """

    longest: int
    size: Callable[[bytearray], int | None]
    read: Callable[[bytes], list[Reading]]
    start: int | None = None


class FrameDecoder:
    """Decoder of one reader. Between calls it holds less than one frame."""

    def __init__(self, layout: Layout) -> None:
        self.faults = Faults()
        self.good_frames = 0
        self._layout = layout
        self._pending = bytearray()
        self._spoilt = 0  # bytes left of the last wrong frame: what fails among them is the same

    @property
    def pending(self) -> int:
        """Bytes of a frame that has not ended yet."""
        return len(self._pending)

    def feed(self, data: bytes) -> list[Reading]:
        """Return what the frames say that these bytes complete; repeats come too."""
        self._pending += data
        return self._settle(over=False)

    def flush(self) -> list[Reading]:
        """Give up the frame that will not be finished; return what stands behind its start."""
        return self._settle(over=True)

    def _settle(self, *, over: bool) -> list[Reading]:
        readings: list[Reading] = []
        while self._at_start():
            size = self._layout.size(self._pending)
            if size is None or size > len(self._pending):
                if not over:
                    break
                self._drop(1)
            elif size == 0:
                self._drop(1)
            else:
                readings += self._take(size)
        return readings

    def _at_start(self) -> bool:
        """Skip to where a frame may begin; whether there is such a place."""
        if self._layout.start is not None:
            start = self._pending.find(self._layout.start)
            self._drop(len(self._pending) if start < 0 else start)
        return bool(self._pending)

    def _take(self, size: int) -> list[Reading]:
        try:
            readings = self._layout.read(bytes(self._pending[:size]))
        except ValueError:
            if self._spoilt <= 0:
                self.faults.bad_frames += 1
                self._spoilt = size
            self._drop(1)  # the good frame may begin inside the broken one
            return []
        del self._pending[:size]
        self._spoilt = 0
        self.good_frames += 1
        return readings

    def _drop(self, count: int) -> None:
        self.faults.dropped_bytes += count
        self._spoilt -= count
        del self._pending[:count]
