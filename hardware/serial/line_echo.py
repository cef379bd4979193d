"""Two-wire adapters that hand us back what we have said ourselves."""


class LineEcho:
    """Takes the echo of our last message out of what comes; `seen` counts them.

    Only a whole echo that comes before anything else is taken out. Bytes that may be the beginning
    of one are held back until they are known to be none, or `release` is called at the gap.
    """

    def __init__(self) -> None:
        self.seen = 0
        self._due = b""
        self._held = b""

    def said(self, message: bytes) -> None:
        """We have said something; its echo may come next."""
        self._due = message

    def strip(self, data: bytes) -> bytes:
        """Return what is not an echo of ours."""
        if not self._due:
            return data
        came, self._held = self._held + data, b""
        if came.startswith(self._due):
            self.seen += 1
            came = came[len(self._due) :]
        elif self._due.startswith(came):
            self._held = came
            return b""
        self._due = b""
        return came

    def release(self) -> bytes:
        """Give back what was held: no more bytes follow, so that it was no echo."""
        held, self._held, self._due = self._held, b"", b""
        return held
