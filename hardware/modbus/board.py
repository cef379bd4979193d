"""One relay and input board: what its relays are to do, and what it has said of its inputs.

The lane's side only leaves word here and never waits; the line's thread carries it. Whatever is to
be on is sent as a pulse that the board itself times, and renewed while it is to stay on: so a relay
lets go without us. No relay is ever latched.
"""

import logging
import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from threading import Condition

from gate.config.board import STALE, BoardConfig

TENTH = 0.1
"""Seconds, the unit in which a board times its pulses."""

LONGEST = 0x7FFF
"""Tenths of a second a board can time."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LineTiming:
    """How long things take on a line, in seconds unless another unit is named.

    answer: a board has to answer; 20 ms on the wire at 9600 baud, 16 ms in an adapter, its own.
    lapses: exchanges in a row without an answer after which a board is silent.
    retry: between two attempts at a silent board, so that it delays no other.
    period: between two looks at the inputs.
    stale: after which what a board has said of its inputs is no longer known.
    too_late: after which an order that has not reached the board is void: a boom that opens later
    than that opens for nobody.
    lease, renewal: what stays on is switched on for `lease` tenths of a second and renewed after
    `renewal` seconds, so that one renewal may be lost.
    farewell: to switch everything off at the end.
    """

    answer: float = 0.15
    lapses: int = 2
    retry: float = 1.0
    period: float = 0.05
    stale: float = STALE
    too_late: float = 1.0
    lease: int = 30
    renewal: float = 1.0
    farewell: float = 1.0


USUAL = LineTiming()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a relay is to do: be on for so many tenths of a second (0: be off) from `due` on."""

    relay: int
    tenths: int
    due: float = 0.0
    void_at: float = math.inf
    stays: bool = False
    settled: bool = False


class Board:
    """A board on a line. `inputs` is how many of its inputs are looked at; `relays` are ours."""

    def __init__(
        self,
        config: BoardConfig,
        inputs: int,
        relays: Collection[int],
        woken: Condition,
        timing: LineTiming,
        clock: Callable[[], float],
    ) -> None:
        """`woken` is the line's: notified when there is something to send."""
        self.config = config
        self.inputs = inputs
        self.silent = False
        self._woken = woken
        self._timing = timing
        self._clock = clock
        self._relays = frozenset(relays)
        self._wishes = {relay: Wish(relay, 0) for relay in self._relays}
        self._seen: tuple[float, Sequence[bool]] = (-math.inf, ())
        self._look_at = 0.0
        self._try_at = 0.0
        self._lapses = 0

    def switch_on(self, relay: int, at_most: float | None) -> None:
        """Have a relay on for so many seconds, rounded up to tenths; None: until `switch_off`."""
        if at_most is None:
            wish = Wish(relay, self._timing.lease, stays=True)
        else:
            tenths = max(1, min(math.ceil(round(at_most / TENTH, 6)), LONGEST))
            wish = Wish(relay, tenths, void_at=self._clock() + self._timing.too_late)
        self._wish(wish)

    def switch_off(self, relay: int) -> None:
        """Have a relay off, tried until the board says that it is."""
        self._wish(Wish(relay, 0))

    def switch_all_off(self) -> None:
        """Have every relay off that we use."""
        for relay in self._relays:
            self.switch_off(relay)

    def look(self) -> Sequence[bool] | None:
        """Return which inputs are closed, None when that is not known any more."""
        at, seen = self._seen
        return seen if self._clock() - at <= self._timing.stale else None

    @property
    def settled(self) -> bool:
        """Whether the board has been told everything so far."""
        with self._woken:
            return all(wish.settled for wish in self._wishes.values())

    # The line's side.

    def due(self) -> float:
        """When there is something to send or to ask."""
        with self._woken:
            moments = [wish.due for wish in self._wishes.values()]
        if self.inputs:
            moments.append(self._look_at)
        return max(self._try_at, min(moments, default=math.inf))

    def next_wish(self, now: float) -> Wish | None:
        """Return what is to be sent now, what is to be off first; forget what comes too late."""
        with self._woken:
            for wish in sorted(self._wishes.values(), key=lambda wish: wish.tenths > 0):
                if now >= wish.void_at:
                    del self._wishes[wish.relay]
                elif max(wish.due, self._try_at) <= now:
                    return wish
        return None

    def wants_look(self, now: float) -> bool:
        """Whether the inputs are to be looked at now."""
        return bool(self.inputs) and max(self._look_at, self._try_at) <= now

    def sent(self, wish: Wish, *, answered: bool) -> None:
        """Note what became of a wish.

        A pulse is never sent twice: it may have arrived, and on some boards a second one would undo
        the first (wiring `step`).
        """
        self._heard(answered=answered)
        with self._woken:
            if self._wishes.get(wish.relay) is not wish:
                return  # the lane wants something else by now
            if wish.stays:
                due = self._clock() + self._timing.renewal if answered else 0.0
                self._wishes[wish.relay] = replace(wish, due=due, settled=wish.settled or answered)
            elif answered or wish.tenths:
                del self._wishes[wish.relay]

    def looked(self, closed: Sequence[bool] | None) -> None:
        """Note what the board said of its inputs, None when it did not answer."""
        now = self._clock()
        self._look_at = now + self._timing.period
        if closed is not None:
            self._seen = (now, closed)
        self._heard(answered=closed is not None)

    def lost(self) -> None:
        """The line is gone; on a new one the board is asked at once."""
        self._lapses, self._try_at = self._timing.lapses, 0.0
        self.silent = True

    def _heard(self, *, answered: bool) -> None:
        if not answered:
            self._lapses += 1
            if self._lapses >= self._timing.lapses:
                if not self.silent:
                    _log.error("board %s: does not answer; trying again", self.config.id)
                self.silent = True
                self._try_at = self._clock() + self._timing.retry
            return
        self._lapses, self._try_at = 0, 0.0
        if self.silent:
            self.silent = False
            _log.info("board %s: answers again", self.config.id)
            with self._woken:  # it may have been on when it left
                for relay in self._relays - self._wishes.keys():
                    self._wishes[relay] = Wish(relay, 0)

    def _wish(self, wish: Wish) -> None:
        with self._woken:
            self._wishes[wish.relay] = wish
            self._woken.notify_all()
