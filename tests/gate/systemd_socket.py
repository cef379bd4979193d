"""systemd's end of the notification socket."""

import contextlib
import socket
from pathlib import Path


class SystemdSocket:
    """Listens like systemd does."""

    def __init__(self, path: Path | str) -> None:
        self.address = str(path)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        name = self.address
        self._socket.bind("\0" + name[1:] if name.startswith("@") else name)

    def fileno(self) -> int:
        """Return the socket, for an event loop that waits for what is said."""
        return self._socket.fileno()

    def told(self) -> list[bytes]:
        """Return what was said since the last time."""
        messages = []
        with contextlib.suppress(BlockingIOError):
            while True:
                messages.append(self._socket.recv(4096))
        return messages

    def close(self) -> None:
        self._socket.close()
