"""Which program is behind a token, also while the disk does not answer."""

from collections import OrderedDict
from threading import Lock
from typing import Final

from sqlalchemy import Engine

from gate.errors import StoreError
from gate.ports import Clock
from gate.registry.database import editing, reading
from gate.registry.people import tokens
from gate.registry.people.tokens import TokenView
from gate.web.access.throttle import Throttle
from gate.web.api.ordering_paths import PATIENCE

MOST_REMEMBERED: Final = 64


class Callers:
    """Finds programs, and slows down addresses from which wrong tokens come.

    A right token is never slowed down: behind one address there may be many. Orders must work with
    a dead disk, so programs that were found lately are remembered and still count then.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._wrong = Throttle()
        self._lock = Lock()
        self._remembered: OrderedDict[str, TokenView] = OrderedDict()

    def find(self, token: str, address: str, *, note: bool = True) -> TokenView | float:
        """Return whose token this is, or for how many seconds the address has to wait.

        `note` tells whether the use may be written down now.
        """
        now = self._clock.now()
        try:
            with reading(self._engine) as session:
                found = tokens.find(session, token, now.wall)
        except StoreError:
            known = self._remembered.get(token)
            if known is None or not known.counts(now.wall):
                raise
            return known
        self._remember(token, found)
        if found is None:
            return self._wrong.count(address, address, now.monotonic).wait
        if note and found.worth_noting(now.wall):
            self._note(found, now.wall)
        return found

    def _note(self, found: TokenView, wall: float) -> None:
        """Write the use down; a disk that cannot note it stops nobody."""
        try:
            with editing(self._engine, PATIENCE) as session:
                tokens.touch(session, found.id, wall)
        except StoreError:
            return

    def _remember(self, token: str, found: TokenView | None) -> None:
        with self._lock:
            self._remembered.pop(token, None)
            if found is not None:
                self._remembered[token] = found
            if len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)
