"""Serves the panel inside a TaskGroup: signals stay with the process that runs it."""

import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from gate.errors import ConfigError

HOST = "127.0.0.1"


class Server(uvicorn.Server):
    """uvicorn without its signal handlers; cancel `serve` to stop it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield


async def serve(app: FastAPI, listener: socket.socket) -> None:
    """Serve until cancelled."""
    config = uvicorn.Config(app, lifespan="off", log_level="warning", access_log=False)
    server = Server(config)
    try:
        await server.serve([listener])
    finally:
        server.should_exit = True


def listen(port: int) -> socket.socket:
    """Take a port of this machine; ConfigError when it is taken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"port {port} is taken ({error.strerror}); choose another with --panel-port"
        ) from error
    return listener
