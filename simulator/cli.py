"""`python -m simulator`: the whole product on this machine, on a played site."""

import argparse
import asyncio
import contextlib
import fcntl
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gate.clock import SystemClock, boot_id
from gate.config.gate_toml import Config
from gate.errors import ConfigError, DeviceError, GateError
from gate.status import file as gate_status
from simulator import demo_config, registry
from simulator.child import Child, Part

FOLDER = Path(__file__).resolve().parent.parent / ".demo"
HOST = "127.0.0.1"
FAULT, MISUSE = 1, 2
"""Exit codes: something is broken; the command line is wrong."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the command line chose."""

    folder: Path
    web_port: int
    panel_port: int
    broker: str | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo until Ctrl-C or SIGTERM; return the exit code."""
    choices = _parse(arguments)
    try:
        with _alone(choices.folder):
            return asyncio.run(_run(choices))
    except ConfigError as error:
        return _fail(error, MISUSE)
    except (GateError, OSError) as error:
        return _fail(error, FAULT)


def _parse(arguments: Sequence[str] | None) -> Choices:
    parser = argparse.ArgumentParser(
        prog="simulator/demo",
        description="The whole product on this machine: a played site with two lanes, the"
        " controller, the staff's pages, and a panel to play the lanes by hand.",
    )
    parser.add_argument(
        "--mqtt", metavar="URL", help="report to a broker, e.g. mqtt://127.0.0.1:1883"
    )
    parser.add_argument(
        "--dir",
        type=Path,
        default=FOLDER,
        metavar="DIR",
        help="where database, settings and logs stand (default: .demo)",
    )
    parser.add_argument(
        "--port", type=int, default=8080, help="of the staff's pages (default: 8080)"
    )
    parser.add_argument(
        "--panel-port", type=int, default=8081, metavar="PORT", help="of the panel (default: 8081)"
    )
    given = parser.parse_args(arguments)
    return Choices(given.dir.resolve(), given.port, given.panel_port, given.mqtt)


async def _run(choices: Choices) -> int:
    """Run until a signal asks to stop."""
    loop = asyncio.get_running_loop()
    demo = loop.create_task(_demo(choices), name="demo")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, demo.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await demo
    return 0


async def _demo(choices: Choices) -> None:
    """Prepare everything, start the three processes, keep them running."""
    _say(f"Preparing the demo in {choices.folder} …")
    _check_port(choices.web_port, "--port")
    _check_port(choices.panel_port, "--panel-port")
    config = demo_config.write(choices.folder, web_port=choices.web_port, broker=choices.broker)
    password = registry.prepare(config)
    children = [Child(part, _say) for part in _parts(config, choices)]
    try:
        for child in children:
            await child.start()
        _say(_welcome(choices, password))
        async with asyncio.TaskGroup() as tasks:
            for child in children:
                tasks.create_task(child.watch())
    finally:
        _say("Stopping …")
        for child in reversed(children):  # the site last: its cut cables would be alarms
            await child.stop()


def _parts(config: Config, choices: Choices) -> list[Part]:
    """Return the processes in the order of their start."""
    logs = choices.folder / "log"
    logs.mkdir(exist_ok=True)

    async def panel_answers(_: float) -> bool:
        return await _answers(choices.panel_port)

    async def controller_answers(since: float) -> bool:
        try:
            status = gate_status.read_alive(config.status_file, boot_id(), SystemClock().now())
        except DeviceError:  # left by another version
            return False
        return status is not None and status.monotonic > since

    async def web_answers(_: float) -> bool:
        return await _answers(choices.web_port)

    path = str(config.path)
    site = ("-m", "simulator.site", path, "--panel-port", str(choices.panel_port))
    controller = ("-m", "simulator.controller", path)
    web = ("-m", "gate.cli", "web", "--config", path)
    return [
        Part(name, (sys.executable, *arguments), logs / f"{name}.log", answers)
        for name, arguments, answers in (
            ("site", site, panel_answers),
            ("controller", controller, controller_answers),
            ("web", web, web_answers),
        )
    ]


def _welcome(choices: Choices, password: str) -> str:
    broker = choices.broker or "nobody (--mqtt URL reports to a broker)"
    return f"""
The gate is running.

  Staff pages   http://{HOST}:{choices.web_port}/
                sign in as {registry.LOGIN} with the password {password}
  Panel         http://{HOST}:{choices.panel_port}/
                let vehicles arrive, press stop, pull cables
  Reporting to  {broker}
  Logs          {choices.folder / "log"}

Ctrl-C stops everything.
"""


async def _answers(port: int) -> bool:
    """Whether something speaks HTTP at a port of this machine."""
    try:
        reader, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    with contextlib.closing(writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n\r\n" % HOST.encode())
        with contextlib.suppress(ConnectionError):
            return (await reader.readline()).startswith(b"HTTP/1.1 ")
    return False


def _check_port(port: int, option: str) -> None:
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise ConfigError(
                f"port {port} cannot be used ({error}); choose with {option}"
            ) from error


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder: two demos in one would pull each other's cables."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigError(f"a demo runs in {folder} already; choose with --dir") from error
        yield


def _say(text: str) -> None:
    with contextlib.suppress(OSError):  # a closed terminal is no reason to leave anyone behind
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def _fail(error: Exception, code: int) -> int:
    sys.stderr.write(f"{error}\n")
    return code
