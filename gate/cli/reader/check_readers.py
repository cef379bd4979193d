"""Traps that serial readers walk into, as far as this machine and the running gate show them."""

from collections.abc import Iterator
from pathlib import Path

from gate.cli.lane.order import moment
from gate.clock import boot_id
from gate.config.gate_toml import Config
from gate.errors import DeviceError
from gate.status import file as status_file
from gate.status.model import LineStatus

MODEL = Path("/proc/device-tree/model")
"""What machine this is, where its firmware says so."""

COMMAND_LINE = Path("/proc/cmdline")
"""What the kernel was started with."""

MINI_UART = "ttyS0"
"""The port of a Raspberry Pi whose speed follows the clock of its core: it garbles bytes."""

MANY_BAD, OFTEN_BAD = 20, 0.05
"""Bad frames in all, and for each good one, from which a line is worth a look."""


def traps(config: Config) -> Iterator[str]:
    """Return what makes serial readers fail or lose frames on this machine, a line each."""
    try:
        told = _told(config)
    except DeviceError as error:
        yield str(error)
        told = {}
    console = _text(COMMAND_LINE).split()
    is_pi = "Raspberry Pi" in _text(MODEL)
    for name, reader in config.readers.items():
        place, port = f"[reader.{name}] port", Path(reader.port).resolve().name
        if is_pi and port == MINI_UART:
            yield (
                f"{place}: this is the Pi's mini UART, whose speed follows the core clock, so that"
                " bytes arrive as garbage; with dtoverlay=disable-bt in config.txt /dev/serial0"
                " becomes the full one"
            )
        if any(word.split(",")[0] in _consoles(reader.port, port) for word in console):
            yield (
                f"{place}: the kernel's console is on this port and talks into the reader;"
                " remove console= from cmdline.txt"
            )
        if name in told:
            yield from _of_line(f"[reader.{name}]", told[name])


def _consoles(path: str, port: str) -> set[str]:
    return {f"console={port}", f"console={Path(path).name}"}


def _of_line(place: str, line: LineStatus) -> Iterator[str]:
    """What the gate has seen of a line since it runs."""
    if line.echoes:
        yield (
            f"{place}: the adapter hands back what we say ({line.echoes} times); it is taken"
            " out, but a bus of several readers needs an adapter that does not"
        )
    bad = line.bad_frames
    if bad >= MANY_BAD and bad > OFTEN_BAD * line.frames:
        yield (
            f"{place}: {bad} bad frames and {line.frames} good ones; look at speed, protocol,"
            f" ground and shield, and try: gate reader watch {place[8:-1]}"
        )


def _told(config: Config) -> dict[str, LineStatus]:
    """Return how each line is, by the controller; nothing while it does not run."""
    found = status_file.read_alive(config.status_file, boot_id(), moment(config))
    return {} if found is None else {name: reader.line for name, reader in found.reads.items()}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
