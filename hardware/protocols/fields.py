"""Taking a frame apart, field by field, never past its end."""


class Fields:
    """The bytes of a frame from front to back. ValueError where the frame is too short.

    Lengths inside a frame may lie even when its checksum is right.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """Bytes not taken yet."""
        return len(self._data) - self._at

    def take(self, count: int) -> bytes:
        """Return the next bytes."""
        end = self._at + count
        if not self._at <= end <= len(self._data):
            raise ValueError(f"{count} bytes are not there: {self._data.hex()}")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def number(self, size: int = 1) -> int:
        """Return the next bytes as a number, the highest byte first."""
        return int.from_bytes(self.take(size), "big")

    def signed(self, size: int = 1) -> int:
        """Return the next bytes as a number in two's complement, the highest byte first."""
        return int.from_bytes(self.take(size), "big", signed=True)

    def rest(self) -> bytes:
        """Return all that is left."""
        return self.take(self.left)

    def end(self) -> None:
        """Nothing may be left."""
        if self.left:
            raise ValueError(f"{self.left} bytes too many: {self._data.hex()}")
