"""`python -m gate` as a process, but for its devices: they are played and do as they are told.

`python played_main.py CONFIG [--fail]`; with `--fail` the reader fails once the gate runs.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gate import __main__ as controller
from gate.config.gate_toml import Config
from gate.core.values.model import Input
from gate.errors import DeviceError
from gate.ports import Devices, LaneDevices, ReaderHealth, Submit
from tests.gate.fakes import HandInputs, NotedOutputs

FAILS = "--fail" in sys.argv


class Reader:
    """`gate.ports.ReadSource` that reads nothing."""

    health = ReaderHealth()

    async def run(self, _submit: Submit) -> None:
        await asyncio.sleep(0.5 if FAILS else 3600)
        raise DeviceError("reader rfid: somebody has cut the cable")


@asynccontextmanager
async def open_devices(config: Config) -> AsyncIterator[Devices]:
    outputs = NotedOutputs()
    lanes = {name: LaneDevices(HandInputs(Input.CLOSED_LIMIT), outputs) for name in config.lanes}
    try:
        yield Devices(lanes, {"rfid": Reader()})
    finally:
        sys.stdout.write(f"{outputs.history[-1:]}\n")


if __name__ == "__main__":
    sys.argv = [argument for argument in sys.argv if argument != "--fail"]
    controller.open_devices = open_devices
    sys.exit(controller.main())
