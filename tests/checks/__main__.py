"""The test command, once a Python is found: makes the environment, checks everything, tells it.

Runs before anything is installed, so it needs the standard library only.
"""

import argparse
import asyncio
import os
import subprocess
import sys
from pathlib import Path

from tests.checks import parts, plan, screen
from tests.checks.step import Outcome, Runner, Step

UNABLE = 3
ROOT = Path(__file__).resolve().parents[2]

DESCRIPTION = """\
Checks everything: makes .venv, installs the Debian packages that tests need, makes a kernel with
pins in .cache, then format, lint, types, import walls, all tests and the coverage of the pure code.

PYTEST ARGUMENTS choose a part of the tests, for example tests/gate/core or -k boom; what stands
behind -- goes to pytest as it is. Such a run needs every part that it asks for."""

CODES = """\
exit codes: 0 all that ran here is green; 1 something failed; 2 a mistake in the arguments;
3 what it needs could not be installed, or is missing with --complete; 130 interrupted"""


def main() -> int:
    """Run what the arguments ask for; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="tests/run",
        description=DESCRIPTION,
        epilog=CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    extent = parser.add_mutually_exclusive_group()
    extent.add_argument(
        "--quick",
        action="store_true",
        help="format, lint, types, walls, pure code and stores: no browser, broker or kernel",
    )
    extent.add_argument(
        "--long",
        action="store_true",
        help='also the campaigns marked "long" (hours), and the coverage of all code',
    )
    parser.add_argument(
        "--complete",
        action="store_true",
        help="what cannot run on this machine is a failure, not a note at the end",
    )
    asked, rest = parser.parse_known_args()
    chosen = [argument for argument in rest if argument != "--"]
    if chosen and asked.quick:
        parser.error("--quick chooses the tests itself; leave one of both out")
    os.chdir(ROOT)
    environment()
    if chosen:
        return selected(chosen, long=asked.long)
    steps = plan.quick() if asked.quick else plan.everything(long=asked.long)
    code = whole(steps)
    return UNABLE if code == 0 and asked.complete and parts.missing() else code


def environment() -> None:
    """Let all steps find our programs, mosquitto and our code."""
    os.environ["PATH"] = os.pathsep.join(
        [str(ROOT / ".venv/bin"), os.environ.get("PATH", os.defpath), "/usr/sbin"]
    )
    os.environ["PYTHONPATH"] = str(ROOT)


def whole(steps: list[Step]) -> int:
    """Run the steps, each as soon as what it needs is done; show the end on one screen."""
    runner = Runner(steps, ROOT / ".cache/checks")
    screen.begins(steps)
    try:
        asyncio.run(runner.run())
    except KeyboardInterrupt:
        return 130
    screen.ends(runner, parts.missing())
    if runner.outcomes.get(plan.VENV) is Outcome.FAILED:
        return UNABLE
    return 0 if all(outcome.is_good for outcome in runner.outcomes.values()) else 1


def selected(arguments: list[str], *, long: bool) -> int:
    """Make the environment, check the code's form, and run pytest in the foreground."""
    on_kernel = any(argument.startswith("tests/kernel") for argument in arguments)
    code = whole(plan.before_selected(on_kernel=on_kernel))
    if code == UNABLE:
        return code
    words = ["pytest", *arguments]
    if not on_kernel:  # one machine with pins serves all tests of it
        words[1:1] = ["-n", str(parts.cores())]
    if long:
        words[1:1] = ["-m", "long or not long"]
    return subprocess.run(words, check=False).returncode or code


if __name__ == "__main__":
    sys.exit(main())
