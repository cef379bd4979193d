"""The whole controller on the harness: real serial code, all rules, hash-chained journal.

Only the lane is played: it goes through a passage by itself as fast as the barrier's table allows.
"""

import asyncio
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from gate import app
from gate.config.gate_toml import load
from gate.core.values.model import Input, Output
from gate.core.values.settings import Debounce, Timing
from gate.ports import Devices, LaneDevices
from hardware.devices import make_readers

QUICK = Timing(pulse=0.01, pulse_gap=0.01, settle=0.3, claim=1.0)
AT_ONCE = dict.fromkeys(Input, Debounce(0.0, 0.0))

LOWERED = frozenset({Input.CLOSED_LIMIT})
PASSAGE = (
    frozenset({Input.OPEN_LIMIT}),
    frozenset({Input.OPEN_LIMIT, Input.SAFETY_LOOP}),
    frozenset({Input.OPEN_LIMIT}),
    frozenset(),
    LOWERED,
)
"""What the inputs say from the pulse on, a scan each: up, under the boom, through, down."""

CONFIG = """
[gate]
id = "bench"
name = "Bench"
timezone = "Asia/Jakarta"
data = "{directory}"
runtime = "{directory}"
[clock]
source = "rtc"
[gpio]
factory = "played"
[lane.masuk]
name = "Masuk"
direction = "in"
wiring = "pulse_open"
[lane.masuk.inputs]
closed_limit = {{ pin = 5, contact = "no" }}
open_limit = {{ pin = 6, contact = "no" }}
safety_loop = {{ pin = 13, contact = "no" }}
[lane.masuk.outputs]
open = 17
[reader.rfid]
lane = "masuk"
port = "{port}"
protocol = "rdm6300"
baud = 9600
confirmations = 1
[web]
host = "127.0.0.1"
port = {web_port}
"""


class PlayedLane:
    """Inputs and outputs of a lane through which a car goes at every pulse."""

    def __init__(self, relay: int) -> None:
        self._relay = relay
        self._ahead: list[frozenset[Input]] = []
        self._active = LOWERED
        self._scans = 0

    def sample(self) -> tuple[frozenset[Input], frozenset[Input]]:
        self._scans += 1
        if self._scans == QUICK.settle // 0.02 + 15:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
        if self._ahead:
            self._active = self._ahead.pop(0)
        return self._active, frozenset()

    def energise(self, output: Output, _at_most: float | None) -> None:
        if output is Output.OPEN:
            os.write(self._relay, b"1")
            self._ahead = list(PASSAGE)

    def release(self, output: Output) -> None:
        """A pulse that ends changes nothing here."""

    def release_all(self) -> None:
        """Nothing is held."""

    def heartbeat(self) -> None:
        """Nothing listens for it."""


def write(directory: Path, reader: str, database: Path, web_port: int = 8080) -> Path:
    """Lay out a site in a directory; return its `gate.toml`."""
    path = directory / "gate.toml"
    path.write_text(CONFIG.format(directory=directory, port=reader, web_port=web_port))
    (directory / "gate.db").symlink_to(database)
    return path


def run(path: Path, relay: int) -> None:
    """Run the site until it is told to stop."""
    loaded = load(path)
    lane = loaded.lanes["masuk"]
    settings = replace(lane.settings, timing=QUICK, debounce=AT_ONCE)
    loaded = replace(loaded, lanes={"masuk": replace(lane, settings=settings)})
    played = PlayedLane(relay)
    devices = Devices({"masuk": LaneDevices(played, played)}, make_readers(loaded))
    asyncio.run(app.run(loaded, devices))


def main(reader: str, relay: int, database: str, web_port: str | None = None) -> None:
    """Run beside the registry where pages are to find it, else in a directory of its own."""
    with tempfile.TemporaryDirectory() as own:
        directory = Path(own) if web_port is None else Path(database).parent
        run(write(directory, reader, Path(database), int(web_port or 8080)), relay)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
