"""The clocks of the machine. The one place that reads them."""

import ctypes
import time
from enum import StrEnum
from functools import cache
from pathlib import Path

from gate.core.values.model import Instant

_LIBC = ctypes.CDLL(None)
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_STA_UNSYNC = 0x40  # linux/timex.h
_EARLIEST = 1_767_225_600.0  # 2026-01-01: no wall clock before this software existed is right


class ClockSource(StrEnum):
    """What makes the wall clock worth believing."""

    NTP = "ntp"
    RTC = "rtc"


class _Timex(ctypes.Structure):
    """`struct timex` of adjtimex(2), as far as the status; the rest is room for the kernel."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


@cache
def boot_id() -> str:
    """Return the kernel's name for this boot."""
    return _BOOT_ID.read_text(encoding="ascii").strip()


def monotonic() -> float:
    """Return seconds on CLOCK_MONOTONIC, shared by all processes of this boot."""
    return time.monotonic()


def wall() -> float:
    """Return POSIX seconds as the machine has them; they jump when the clock is set."""
    return time.time()


def kernel_is_synchronised() -> bool:
    """Ask the kernel whether a time daemon disciplines the clock (adjtimex(2))."""
    timex = _Timex()
    state = _LIBC.adjtimex(ctypes.byref(timex))
    return state >= 0 and not timex.status & _STA_UNSYNC


class SystemClock:
    """Both clocks of this machine.

    The wall clock is trusted when the kernel says that a time daemon keeps it. From `source` RTC it
    is trusted without one too, as long as it does not stand before `not_before` (POSIX seconds, the
    newest moment known to be true) nor before one it showed itself. The kernel is asked at most
    once a second.
    """

    def __init__(
        self, source: ClockSource = ClockSource.NTP, not_before: float = _EARLIEST
    ) -> None:
        self._has_rtc = source is ClockSource.RTC
        self._not_before = max(not_before, _EARLIEST)
        self._synchronised = False
        self._ask_at = 0.0

    def now(self) -> Instant:
        """Read both clocks."""
        seconds, wall = time.monotonic(), time.time()
        if seconds >= self._ask_at:
            self._ask_at = seconds + 1.0
            self._synchronised = kernel_is_synchronised()
        return Instant(seconds, wall, trusted=self._trusted(wall))

    def _trusted(self, wall: float) -> bool:
        """Believe the network over what was believed before; an RTC must not run backwards."""
        if self._synchronised and wall >= _EARLIEST:
            self._not_before = wall
            return True
        if not self._has_rtc or wall < self._not_before:
            return False
        self._not_before = wall
        return True
