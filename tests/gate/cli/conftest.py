"""A site on a temporary disk, and the command `gate` in this process, in its own, at a terminal."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gate.cli import main
from gate.clock import SystemClock
from gate.config.gate_toml import load
from gate.core.values.model import Instant
from tests.gate.cli.command import COMMAND, Gate, Outcome, Terminal
from tests.gate.web.played import PlayedController
from tests.waiting import BOUND

EXAMPLE = (Path(__file__).parents[3] / "config" / "gate.toml").read_text(encoding="utf-8")


class Ahead:
    """This machine's clocks, the monotonic one an hour on.

    What a controller says by them is news to the command, however slow the machine is.
    """

    def now(self) -> Instant:
        now = SystemClock().now()
        return replace(now, monotonic=now.monotonic + 3600)


@pytest.fixture
def bare_site(tmp_path: Path) -> Path:
    """A configuration whose database is not there yet."""
    text = EXAMPLE.replace("/var/lib/gate", str(tmp_path)).replace("/run/gate", str(tmp_path))
    path = tmp_path / "gate.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def site(bare_site: Path, migrated: Path) -> Path:
    shutil.copy(migrated, bare_site.with_name("gate.db"))
    return bare_site


@pytest.fixture
def controller(site: Path) -> Iterator[PlayedController]:
    """The controller of the site, running."""
    with PlayedController(load(site), Ahead()).running() as running:
        yield running


@pytest.fixture
def courtesies(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How far commands stepped back; they do not really, since this process could not return."""
    steps: list[int] = []
    monkeypatch.setattr(os, "nice", steps.append)
    return steps


@pytest.fixture
def gate(
    site: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    courtesies: list[int],  # noqa: ARG001 - no command may slow down all later tests
) -> Gate:
    """The command in this process, on the site."""
    monkeypatch.setenv("GATE_CONFIG", str(site))

    def run(*arguments: str, typed: str = "") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def gate_process(site: Path) -> Gate:
    """The command in a process of its own, on the site."""

    def run(*arguments: str, typed: str = "") -> Outcome:
        done = subprocess.run(
            [COMMAND, "--config", str(site), *arguments],
            input=typed,
            capture_output=True,
            text=True,
            timeout=BOUND,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def terminal(site: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens the command at a terminal, on the site."""
    opened = []

    def start(*arguments: str) -> Terminal:
        opened.append(Terminal(["--config", str(site), *arguments]))
        return opened[-1]

    yield start
    for each in opened:
        each.close()
