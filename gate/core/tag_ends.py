"""Enrolled cards by the end of their number, for readers that send no more of it (Wiegand 26)."""

from collections.abc import Iterable

from gate.core.model import Medium
from gate.core.tags import SHORTEST

_PREFIX = f"{Medium.TAG}:"
_END = 2 * SHORTEST
_CARDS = {len(_PREFIX) + 2 * size for size in (4, 5)}
"""How long the numbers are of which a reader may send the end."""


class TagEnds:
    """The cards among these credentials (`str(Credential)`), found by their last bytes."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._by_end: dict[str, set[str]] = {}
        for key in keys:
            self.add(key)

    def add(self, key: str) -> None:
        """Take in a credential; what is no card is none of ours."""
        if len(key) in _CARDS and key.startswith(_PREFIX):
            self._by_end.setdefault(key[-_END:], set()).add(key)

    def remove(self, key: str) -> None:
        """Forget a credential."""
        here = self._by_end.get(key[-_END:], set())
        here.discard(key)
        if not here:
            self._by_end.pop(key[-_END:], None)

    def only(self, tag: str) -> str | None:
        """Return the one card whose number ends so; None when there is none, or several."""
        ends = {key for key in self._by_end.get(tag[-_END:], ()) if key.endswith(tag)}
        return ends.pop() if len(ends) == 1 else None
