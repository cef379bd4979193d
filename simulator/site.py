"""The played site as a process: `python -m simulator.site CONFIG --panel-port PORT`.

Holds the world, the readers' ports, the wire to the pins, and the panel. A controller may come, die
and come back; the site goes on.
"""

import argparse
import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from gate.config.gate_toml import load
from gate.errors import GateError
from simulator.panel.app import create_app
from simulator.panel.server import listen, serve
from simulator.stage import Stage


async def play(stage: Stage, listener: socket.socket) -> None:
    """Play until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with asyncio.TaskGroup() as tasks:
        parts = [
            tasks.create_task(stage.run(), name="stage"),
            tasks.create_task(serve(create_app(stage), listener), name="panel"),
        ]
        await stop.wait()
        for part in parts:
            part.cancel()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run on the given configuration; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m simulator.site", description=__doc__)
    parser.add_argument("config", type=Path, metavar="CONFIG")
    parser.add_argument("--panel-port", type=int, default=8081, metavar="PORT")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        config = load(given.config)
        config.runtime_dir.mkdir(parents=True, exist_ok=True)
        with contextlib.closing(listen(given.panel_port)) as listener:
            asyncio.run(play(Stage(config), listener))
    except GateError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
