"""`python -m gate CONFIG`: the controller on its real devices. The unit starts this."""

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from gate import app
from gate.config import load
from gate.errors import ConfigError, GateError
from hardware.devices import open_devices

FAULT, MISUSE = 1, 2
"""Exit codes: something is broken; the configuration or the command line is wrong."""


async def _run(path: Path) -> None:
    config = load(path)
    async with open_devices(config) as devices:
        await app.run(config, devices)


async def _release(path: Path) -> None:
    """Opening the devices switches every output off; so does closing them."""
    async with open_devices(load(path)):
        pass


def main() -> int:
    """Run the controller until it is told to stop; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m gate", description=__doc__)
    parser.add_argument("config", type=Path, metavar="CONFIG", help="e.g. /etc/gate/gate.toml")
    parser.add_argument(
        "--release", action="store_true", help="switch every output off and leave (ExecStopPost)"
    )
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    code = 0
    try:
        asyncio.run((_release if arguments.release else _run)(arguments.config))
    except* ConfigError as errors:
        code = _say(errors, MISUSE)
    except* (GateError, OSError) as errors:
        code = _say(errors, FAULT)
    return code


def _say(errors: BaseExceptionGroup[BaseException], code: int) -> int:
    for error in errors.exceptions:
        sys.stderr.write(f"gate: {error}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
