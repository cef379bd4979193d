"""Slows down whoever guesses passwords: per login and per address, in memory."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

TRIES: Final = 5
"""Wrong passwords before a pause."""

PAUSE: Final = 300.0
"""Seconds of that pause, and until wrong tries are forgotten."""

MOST_KEYS: Final = 10_000
"""Logins and addresses remembered; the oldest go first."""


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    since: float


class Throttle:
    """Counts wrong passwords. All moments are CLOCK_MONOTONIC seconds.

    A login that does not exist counts like any other, so that nothing can be learnt from the count.
    """

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def wait(self, login: str, address: str, now: float) -> float:
        """Return the seconds to wait before the next try, 0 when it may come now."""
        ends = (
            found.since + PAUSE
            for key in _keys(login, address)
            if (found := self._current(key, now)) is not None and found.count >= TRIES
        )
        return max((end - now for end in ends), default=0.0)

    def failed(self, login: str, address: str, now: float) -> int:
        """Count a wrong password and return how many tries are left."""
        left = TRIES
        for key in _keys(login, address):
            before = self._current(key, now)
            count = 1 if before is None else before.count + 1
            since = now if before is None or count >= TRIES else before.since
            self._failures[key] = _Failures(count, since)
            self._failures.move_to_end(key)
            left = min(left, TRIES - count)
        while len(self._failures) > MOST_KEYS:
            self._failures.popitem(last=False)
        return max(left, 0)

    def succeeded(self, login: str, address: str) -> None:
        """Forget what was counted: the right person is there."""
        for key in _keys(login, address):
            self._failures.pop(key, None)

    def _current(self, key: tuple[str, str], now: float) -> _Failures | None:
        found = self._failures.get(key)
        return None if found is None or now >= found.since + PAUSE else found


def _keys(login: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("login", login.strip().lower()[:64]), ("address", address)
