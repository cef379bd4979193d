"""Telling a second client under our id from a bad network."""

from gate.mqtt.messages import BrokerError

TAKEN_OVER = 3
"""Connections in a row that the broker ended in favour of another client under our id."""

CUT_SHORT = 10
"""Connections in a row that were cut soon after they opened, which says the same of a broker of
3.1.1: it gives no reasons."""

SOON = 10.0
"""Seconds that count as soon."""


class Twin:
    """Counts the ends of connections; `suspected` until one has held."""

    def __init__(self) -> None:
        self._taken_over = 0
        self._cut_short = 0

    @property
    def suspected(self) -> bool:
        """Whether it is time to give way."""
        return self._taken_over >= TAKEN_OVER or self._cut_short >= CUT_SHORT

    def ended(self, cause: BrokerError, lasted: float, *, explains: bool) -> None:
        """Note how a connection ended that had been open for so many seconds.

        `explains`: its version of the protocol says why.
        """
        if cause.taken_over:
            self._taken_over += 1
        self._cut_short = self._cut_short + 1 if lasted < SOON and not explains else 0

    def gone(self) -> None:
        """A connection has held: there is no other."""
        self._taken_over = self._cut_short = 0
