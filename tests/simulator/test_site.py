"""What the played site says when it cannot start; tests/browser/test_demo.py runs it."""

import contextlib
import socket
from pathlib import Path

import pytest

from gate.config.gate_toml import Config
from simulator import site


def test_a_taken_port_is_said(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert site.main([str(config.path), "--panel-port", str(port)]) == 1

    assert capsys.readouterr().err.startswith(f"port {port} is taken")


def test_a_missing_configuration_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "none.toml")

    assert site.main([missing]) == 1
    assert missing in capsys.readouterr().err
