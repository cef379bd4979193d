"""What systemd wants to hear: ready, alive, stopping (sd_notify(3))."""

import contextlib
import os
import socket


class Notifier:
    """Sends service states to systemd; silent when nobody listens.

    The socket's address comes from the environment systemd gives a `Type=notify` service.
    """

    def __init__(self, address: str | None = None) -> None:
        self._address = os.environ.get("NOTIFY_SOCKET", "") if address is None else address
        self._socket: socket.socket | None = None
        if self._address:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)

    def patience(self, seconds: int) -> None:
        """Ask for so much more time before being ready."""
        self._send(b"EXTEND_TIMEOUT_USEC=%d" % (seconds * 1_000_000))

    def ready(self) -> None:
        """Say that the first scan has run."""
        self._send(b"READY=1")

    def alive(self) -> None:
        """Say that the scan is on time."""
        self._send(b"WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the controller is on its way out."""
        self._send(b"STOPPING=1")

    def close(self) -> None:
        """Let go of the socket."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, state: bytes) -> None:
        if self._socket is None:
            return
        address = self._address
        if address.startswith("@"):
            address = "\0" + address[1:]
        with contextlib.suppress(OSError):  # a full socket is systemd's to notice; the gate goes on
            self._socket.sendto(state, address)
