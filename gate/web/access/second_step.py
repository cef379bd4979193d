"""Who has shown the password and owes the code from the phone; in memory, for minutes."""

from collections import OrderedDict
from dataclasses import dataclass
from secrets import token_urlsafe
from threading import Lock
from typing import Final

from gate.registry.people.staff import UserView

PATIENCE_S: Final = 300.0
"""Seconds the code may take."""

MOST_WAITING: Final = 64


@dataclass(frozen=True, slots=True)
class Half:
    """Half signed in: the user, and whether the browser asked to stay signed in."""

    user: UserView
    stay: bool
    until: float


class SecondStep:
    """Remembers who is half signed in, by a random word; moments are CLOCK_MONOTONIC seconds."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: OrderedDict[str, Half] = OrderedDict()

    def begin(self, user: UserView, now: float, *, stay: bool) -> str:
        """Remember someone and return the word for the browser's cookie."""
        word = token_urlsafe(32)
        with self._lock:
            self._waiting[word] = Half(user, stay, now + PATIENCE_S)
            while len(self._waiting) > MOST_WAITING:
                self._waiting.popitem(last=False)
        return word

    def find(self, word: str | None, now: float) -> Half | None:
        """Return who the word belongs to, None when nobody's or it took too long."""
        with self._lock:
            half = self._waiting.get(word or "")
        return None if half is None or now >= half.until else half

    def end(self, word: str | None) -> None:
        """Forget the word: signed in, or given up."""
        with self._lock:
            self._waiting.pop(word or "", None)
