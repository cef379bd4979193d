"""`python -m gate CONFIG`: the controller on its real devices. The unit starts this."""

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from gate import app
from gate.config.gate_toml import Config, load
from gate.errors import ConfigError, GateError
from gate.store import swap
from hardware.devices import open_devices

FAULT, MISUSE = 1, 2
"""Exit codes: something is broken; the configuration or the command line is wrong."""


async def _run(config: Config) -> None:
    async with open_devices(config) as devices:
        await app.run(config, devices)


async def _release(config: Config) -> None:
    """Claim every output, which switches it off, and let go again."""
    async with open_devices(config):
        pass


def main() -> int:
    """Run the controller until it is told to stop; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m gate", description=__doc__)
    parser.add_argument("config", type=Path, metavar="CONFIG", help="e.g. /etc/gate/gate.toml")
    parser.add_argument(
        "--release",
        action="store_true",
        help="only switch every output off; for gate.service, after a controller that was killed",
    )
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    act = _release if arguments.release else _run
    code = 0
    try:
        swap.finish(arguments.config)  # a restore that a power cut has interrupted
        asyncio.run(act(load(arguments.config)))
    except* ConfigError as errors:
        code = _say(errors, MISUSE)
    except* (GateError, OSError) as errors:
        code = _say(errors, FAULT)
    return code


def _say(errors: BaseExceptionGroup[BaseException], code: int) -> int:
    for error in errors.exceptions:
        if isinstance(error, BaseExceptionGroup):
            _say(error, code)
        else:
            sys.stderr.write(f"gate: {error}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
