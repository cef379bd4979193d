"""`gate web`: serves the pages until told to stop, then ends every stream and exits cleanly."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn

from gate.clock import ClockSource, SystemClock
from gate.config.gate_toml import Config
from gate.registry.database import engine
from gate.web.app import create_app
from gate.web.live.feed import Feed
from gate.web.metrics import metrics_app

PATIENCE: Final = 5
"""Seconds that requests get to finish at a stop."""

_HEAD: Final = 16 * 1024
"""Bytes of the longest request line and headers."""


_MACHINES: Final = 16
"""Requests for metrics at one time."""


class Server(uvicorn.Server):
    """Leaves signals to `serve`, which has streams to end first."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def serve(config: Config, patience: int = PATIENCE) -> None:
    """Serve the pages as `gate.toml` says; return after SIGTERM or SIGINT.

    Requests that are under way get `patience` seconds to finish; streams end by themselves before.
    StoreError when the database is missing or of another version; ConfigError is raised before, by
    whoever read the configuration.
    """
    asyncio.run(_serve(config, patience))


async def _serve(config: Config, patience: int) -> None:
    database = engine(config.database)
    app = create_app(config, database, SystemClock(ClockSource(config.clock_source)))
    server = Server(
        uvicorn.Config(
            app,
            host=config.web.host,
            port=config.web.port,
            ssl_certfile=config.web.tls_cert,
            ssl_keyfile=config.web.tls_key,
            access_log=False,  # addresses and paths of people are nobody's business
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=_HEAD,
            limit_concurrency=256,
            timeout_graceful_shutdown=patience,
        )
    )

    servers = [server]
    if config.web.metrics is not None:
        servers.append(_metrics_server(app.state.context.feed, *config.web.metrics, patience))

    def stop() -> None:
        app.state.context.feed.close()
        for each in servers:
            each.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    try:
        await asyncio.gather(*(each.serve() for each in servers))
    finally:
        database.dispose()


def _metrics_server(feed: Feed, host: str, port: int, patience: int) -> Server:
    return Server(
        uvicorn.Config(
            metrics_app(feed),
            host=host,
            port=port,
            lifespan="off",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=_HEAD,
            limit_concurrency=_MACHINES,
            timeout_graceful_shutdown=patience,
        )
    )
