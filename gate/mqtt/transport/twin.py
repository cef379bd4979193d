"""Telling a second client under our id from a bad network."""

from gate.mqtt.transport.messages import BrokerError, End

PUZZLING = 3
"""Connections in a row that were cut without a word, after which a witness is called: a second
connection under another id, which a bad network would cut, too."""

TAKEN_OVER = 3
"""Connections in a row that were ended in favour of another client: as the broker said, or as the
witness saw."""


class Twin:
    """Counts the ends of connections until one has held."""

    def __init__(self) -> None:
        self._cut = 0
        self._taken_over = 0

    @property
    def puzzling(self) -> bool:
        """Whether a witness is wanted."""
        return self._cut >= PUZZLING

    @property
    def suspected(self) -> bool:
        """Whether it is time to give way."""
        return self._taken_over >= TAKEN_OVER

    def ended(self, cause: BrokerError, *, witnessed: bool = False) -> None:
        """Note how a connection ended; `witnessed`: one under another id lived on."""
        if cause.end is End.TAKEN_OVER or (cause.end is End.CUT and witnessed):
            self._taken_over += 1
        elif cause.end is End.CUT and not self.puzzling:
            self._cut += 1
        else:
            self.gone()

    def gone(self) -> None:
        """A connection has held, or ended for another reason: there is no other client."""
        self._cut = self._taken_over = 0
