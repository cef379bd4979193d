"""Slows down whoever guesses passwords: per login and per address, in memory."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, Semaphore
from typing import Final

TRIES: Final = 5
"""Wrong passwords before a pause."""

PAUSE: Final = 300.0
"""Seconds of that pause, and until wrong tries are forgotten."""

MOST_KEYS: Final = 10_000
"""Logins and addresses remembered; the oldest go first."""

AT_ONCE: Final = 2
"""Passwords checked at one time: each takes 19 MiB, which a flood must not multiply."""

PATIENCE: Final = 2.0
"""Seconds somebody waits for a turn."""


@dataclass(frozen=True, slots=True)
class Try:
    """One try to sign in: how many seconds it comes too early, how many are left after it."""

    wait: float
    left: int


@dataclass(frozen=True, slots=True)
class _Tries:
    count: int
    since: float


class Throttle:
    """Counts tries, whichever thread makes them; all moments are CLOCK_MONOTONIC seconds.

    A try counts before its password is checked, so that many at once do not slip through, and is
    forgotten when the password was right. A login that does not exist counts like any other.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._turns = Semaphore(AT_ONCE)
        self._tries: OrderedDict[tuple[str, str], _Tries] = OrderedDict()

    def count(self, login: str, address: str, now: float) -> Try:
        """Count a try, unless it comes too early."""
        with self._lock:
            known = {key: self._current(key, now) for key in _keys(login, address)}
            waits = [found.since + PAUSE - now for found in known.values() if found.count >= TRIES]
            if waits:
                return Try(max(waits), 0)
            for key, before in known.items():
                count = before.count + 1
                since = now if count in {1, TRIES} else before.since
                self._tries[key] = _Tries(count, since)
                self._tries.move_to_end(key)
            while len(self._tries) > MOST_KEYS:
                self._tries.popitem(last=False)
            return Try(0.0, TRIES - 1 - max(before.count for before in known.values()))

    def forget(self, login: str, address: str) -> None:
        """Forget what was counted: the right person is there."""
        with self._lock:
            for key in _keys(login, address):
                self._tries.pop(key, None)

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Take a turn at checking a password; False when there was none in time."""
        taken = self._turns.acquire(timeout=PATIENCE)
        try:
            yield taken
        finally:
            if taken:
                self._turns.release()

    def _current(self, key: tuple[str, str], now: float) -> _Tries:
        found = self._tries.get(key)
        return _Tries(0, now) if found is None or now >= found.since + PAUSE else found


def _keys(login: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("login", login.strip().lower()[:64]), ("address", address)
