"""The controller on the played site: `python -m simulator.controller CONFIG`.

The same `gate.app` and the same drivers as on a Pi; only the pins end in a wire to the site.
"""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from gate import app
from gate.config.gate_toml import Config, load
from gate.errors import ConfigError, GateError
from gate.store import swap
from hardware.devices import open_devices
from simulator.stage import wire_path
from simulator.wire import ControllerEnd, WiredFactory


async def play(config: Config) -> None:
    """Run the controller until it is asked to stop."""
    factory = WiredFactory()
    lanes = config.lanes.values()
    wire = ControllerEnd(
        wire_path(config),
        factory,
        inputs={wired.pin: wired for lane in lanes for wired in lane.inputs.values()},
        outputs=[pin for lane in lanes for pin in lane.outputs.values()],
    )
    async with open_devices(config, factory) as devices, wire.coupled():
        await app.run(config, devices)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run on the given configuration; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m simulator.controller", description=__doc__)
    parser.add_argument("config", type=Path, metavar="CONFIG")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    code = 0
    try:
        swap.finish(given.config)
        config = load(given.config)
        if config.pin_factory != "played":
            raise ConfigError(
                f'{config.path}: [gpio] factory = "{config.pin_factory}" is for real pins;'
                ' the simulator plays "played"'
            )
        asyncio.run(play(config))
    except* (GateError, OSError) as errors:
        for error in errors.exceptions:
            sys.stderr.write(f"{error}\n")
        code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
