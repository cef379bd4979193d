"""The played site as a process, alone and with a controller."""

import contextlib
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gate.config import Config
from simulator import demo_config, registry
from tests.simulator import processes
from tests.waiting import wait_for


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return demo_config.write(tmp_path, web_port=8080, broker=None)


def ended(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simulator.site", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_taken_port_is_said(config: Config) -> None:
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        end = ended(str(config.path), "--panel-port", str(port))

    assert end.returncode == 1
    assert end.stderr.startswith(f"port {port} is taken")


def test_a_missing_configuration_is_said(tmp_path: Path) -> None:
    end = ended(str(tmp_path / "none.toml"))

    assert end.returncode == 1
    assert str(tmp_path / "none.toml") in end.stderr


def test_the_panel_tells_what_the_controller_makes_of_a_vehicle(config: Config) -> None:
    """From the world over pty and pins to the real controller and back."""
    registry.prepare(config)
    controller = ("simulator.controller", str(config.path))
    with (
        processes.site(config.path) as panel,
        processes.running(*controller, log=config.data_dir / "controller.log"),
    ):

        def gate() -> dict[str, Any]:
            said: dict[str, Any] = panel.get("/api/state").json()["lanes"]["masuk"]["gate"] or {}
            return said

        panel.post("/api/vehicle", json={"lane": "masuk", "tag": "0D00A6D19B"}).raise_for_status()
        wait_for(lambda: gate().get("waiting"), "a verdict")
        assert gate() == {
            "state": "closed",
            "waiting": {"granted": False, "objections": ["blocked"]},
        }
        assert panel.get("/api/state").json()["controller"] is True
