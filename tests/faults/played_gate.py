"""The played site and the real controller as processes of their own, to be killed and unplugged."""

import contextlib
import functools
import json
import os
import pickle
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import httpx

from gate.clock import boot_id
from gate.config.gate_toml import Config
from gate.store import journal
from gate.store.database import connect
from gate.store.journal import StoredRow, Verification
from simulator import demo_config, registry
from tests.faults.looking import Look
from tests.faults.machine import Machine
from tests.faults.mounts import Mounted
from tests.ports import free_port
from tests.waiting import BOUND, wait_for

SETTLE = 2.0
"""Seconds of the shortest boot settle that a lane may have."""


PULSE = 1.0
"""Seconds of the longest pulse that a relay may have: a busy machine sees it nevertheless."""

PAST = 2.0
"""Metres behind the boom from which on a car has passed, whatever looks at it."""


@functools.cache
def _filled() -> bytes:
    """Return the database that the demo has at its first start."""
    with tempfile.TemporaryDirectory() as folder:
        config = demo_config.write(Path(folder), web_port=free_port(), broker=None)
        registry.prepare(config)
        return config.database.read_bytes()


class PlayedGate:
    """A demo site in a folder of its own; it lives on while the controller dies.

    With a `machine`, the controller's disk and clock do as that says; `disk` is what is mounted
    under its data, where it alone sees it.
    """

    def __init__(
        self, folder: Path, *, broker: str | None = None, machine: Machine | None = None
    ) -> None:
        self.machine = machine
        self.environment: dict[str, str] = {}
        self.disk: Mounted | None = None
        self.config: Config = demo_config.write(folder, web_port=free_port(), broker=broker)
        with self.config.path.open("a") as toml:
            for lane in self.config.lanes:
                toml.write(f"\n[lane.{lane}.timing]\nsettle = {SETTLE}\npulse = {PULSE}\n")
        self.config.database.write_bytes(_filled())
        self._folder = folder
        self._panel_port = free_port()
        self._site: subprocess.Popen[bytes] | None = None
        self._controller: subprocess.Popen[bytes] | None = None
        self.panel = httpx.Client(base_url=f"http://127.0.0.1:{self._panel_port}", timeout=BOUND)

    def __enter__(self) -> Self:
        self._site = self._start(
            "simulator.site", str(self.config.path), "--panel-port", str(self._panel_port)
        )
        wait_for(self._panel_answers, "the panel answers")
        return self

    def __exit__(self, *_: object) -> None:
        self.panel.close()
        for process in (self._controller, self._site):
            if process is not None and process.poll() is None:
                process.terminate()
                try:
                    process.wait(BOUND)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def start_controller(self) -> None:
        """Start it and wait until it has settled."""
        self.begin_controller()
        wait_for(lambda: self.status().get("phase") == "running", "the controller has settled")

    def begin_controller(self) -> None:
        """Start it and do not wait."""
        played = {} if self.machine is None else self.machine.environment(self.config.data_dir)
        played |= self.environment
        inside = [] if self.disk is None else self.disk.inside
        self._controller = self._start(
            "simulator.controller", str(self.config.path), inside=inside, **played
        )

    def signal_controller(self, number: signal.Signals) -> None:
        """As the system does."""
        assert self._controller is not None
        self._controller.send_signal(number)

    def kill_controller(self) -> None:
        """SIGKILL: no clean-up of any kind."""
        assert self._controller is not None
        self._controller.send_signal(signal.SIGKILL)
        self._controller.wait(BOUND)

    @property
    def runs(self) -> bool:
        """Whether there is a controller."""
        return self._controller is not None and self._controller.poll() is None

    def stop_controller(self) -> int:
        """SIGTERM; return the exit code."""
        assert self._controller is not None
        self._controller.terminate()
        return self._controller.wait(BOUND)

    def status(self) -> dict[str, Any]:
        """What `status.json` says, nothing when it is not of the controller that runs now."""
        try:
            status = json.loads(self.config.status_file.read_text())
        except FileNotFoundError:
            return {}
        assert self._controller is not None
        current = status["pid"] == self._controller.pid and status["boot_id"] == boot_id()
        return dict(status) if current else {}

    def lane(self, name: str) -> dict[str, Any]:
        """The lane as the world truly has it, with what the gate says of it."""
        return dict(self.panel.get("/api/state").json()["lanes"][name])

    def arrive(self, lane: str, **car: object) -> None:
        """A car drives up, if there is room."""
        answer = self.panel.post("/api/vehicle", json={"lane": lane, **car})
        assert answer.status_code in {200, 409}, answer.text

    def play(self, deed: str, **what: object) -> None:
        """Something happens at the site."""
        assert self.panel.post(f"/api/{deed}", json=what).status_code == 200

    def passes(self, lane: str, tag: str) -> None:
        """A car with a tag gets through, whatever is wrong just now."""
        self.opens(lane, tag)
        self.empties(lane)
        wait_for(lambda: not self.status()["lanes"][lane]["credit"], "the passage is counted")

    def opens(self, lane: str, tag: str) -> None:
        """A car with a tag arrives and the boom rises for it."""
        wait_for(lambda: self.status()["lanes"][lane]["state"] == "closed", f"{lane} is closed")
        self.arrive(lane, tag=tag)
        wait_for(lambda: self.lane(lane)["boom"]["goal"] > 80, f"{lane} opens")

    def empties(self, lane: str) -> None:
        """The car drives through."""
        wait_for(lambda: all(map(_is_past, self.lane(lane)["vehicles"])), f"{lane} is clear")

    def fails_to_write(self) -> dict[str, Any]:
        """Rows wait because the disk refuses them; return what the gate says of the disk."""

        def waiting() -> dict[str, Any] | None:
            disk = dict(self.status()["disk"])
            return disk if disk["backlog"] > 0 and disk["reason"] and not disk["ok"] else None

        return wait_for(waiting, "the disk is said to fail")

    def has_written(self) -> None:
        """No row waits any more."""

        def is_well() -> bool:
            disk = self.status()["disk"]
            return bool(disk["ok"] and disk["backlog"] == 0)

        wait_for(is_well, "everything is written")

    def gate(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command, on this site."""
        return subprocess.run(
            [sys.executable, "-m", "gate.cli", "--config", self.config.path, *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=BOUND,
        )

    def live(self, seconds: float) -> None:
        """Let the traffic go on; whenever it is cut off is a good moment."""
        select.select([], [], [], seconds)

    def journal(self) -> list[StoredRow]:
        """All rows, oldest first."""
        if self.disk is not None:
            return self._look(self.disk)[0]
        with contextlib.closing(connect(self.config.database, read_only=True)) as connection:
            return journal.tail(connection, self.config.gate_id, limit=100_000)[::-1]

    def rows(self, kind: str, lane: str | None = None) -> list[StoredRow]:
        """Return the rows of a kind, of one lane or of all."""
        return [row for row in self.journal() if row.kind == kind and lane in {None, row.lane}]

    def verify(self) -> Verification:
        if self.disk is not None:
            return self._look(self.disk)[1]
        with contextlib.closing(connect(self.config.database, read_only=True)) as connection:
            return journal.verify(connection, self.config.gate_id)

    def _look(self, disk: Mounted) -> Look:
        told = disk.run(
            *(sys.executable, "-m", "tests.faults.looking"),
            *(str(self.config.database), self.config.gate_id),
        )
        rows, verified = pickle.loads(told)  # noqa: S301 - our own child's
        return rows, verified

    def _panel_answers(self) -> bool:
        with contextlib.suppress(httpx.TransportError):
            return self.panel.get("/api/state").status_code == 200
        return False

    def _start(
        self, module: str, *arguments: str, inside: Sequence[str] = (), **played: str
    ) -> subprocess.Popen[bytes]:
        with (self._folder / f"{module}.log").open("ab") as log:
            return subprocess.Popen(
                [*inside, sys.executable, "-m", module, *arguments],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=os.environ | {"PYTHONUNBUFFERED": "1"} | played,
            )


def _is_past(vehicle: dict[str, Any]) -> bool:
    """Whether a vehicle on its way in has the boom behind it."""
    return bool(vehicle["front"]["at"] - vehicle["length"] > PAST)
