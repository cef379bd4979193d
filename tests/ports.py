"""TCP ports for the servers that tests start."""

import random
import socket

_PORTS = range(10_000, 32_000)
"""Below those that Linux hands to outgoing connections, which could take one between two starts."""
_given: set[int] = set()
_chance = random.SystemRandom()


def free_port() -> int:
    """Return a port of loopback that nobody listens on and that this process was not given yet."""
    while True:
        port = _chance.choice(_PORTS)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
