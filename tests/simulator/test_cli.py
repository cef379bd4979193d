"""`python -m simulator` as a person runs it."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gate.config import load
from gate.web.board import status as gate_status
from simulator import cli
from tests.ports import free_port
from tests.waiting import BOUND, wait_for

DEMO = Path(cli.__file__).with_name("demo")


@pytest.fixture
def taken() -> Iterator[int]:
    with contextlib.closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_help_lists_every_option_before_anything_is_installed(tmp_path: Path) -> None:
    shutil.copytree(DEMO.parent, tmp_path / "simulator")
    shown = subprocess.run(
        [tmp_path / "simulator" / DEMO.name, "--help"], capture_output=True, text=True, check=True
    )

    ours = subprocess.check_output([sys.executable, "-m", "simulator", "--help"], text=True)
    options = set(re.findall(r"--[a-z-]+", ours))
    assert options >= {"--mqtt", "--port"}
    assert set(re.findall(r"--[a-z-]+", shown.stdout)) == options
    assert (shown.stderr, [*tmp_path.iterdir()]) == ("", [tmp_path / "simulator"])


@pytest.mark.parametrize("option", ["--port", "--panel-port"])
def test_a_taken_port_is_named_with_its_option(
    tmp_path: Path, taken: int, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    other = "--panel-port" if option == "--port" else "--port"
    arguments = ["--dir", str(tmp_path), option, str(taken), other, str(free_port())]

    assert cli.main(arguments) == 2
    assert re.search(rf"port {taken} .* choose with {option}\n", capsys.readouterr().err)


def test_a_bad_broker_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ports = ["--port", str(free_port()), "--panel-port", str(free_port())]

    assert cli.main(["--dir", str(tmp_path), *ports, "--mqtt", "nonsense"]) == 2
    assert "broker" in capsys.readouterr().err


def test_two_demos_do_not_share_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with cli._alone(tmp_path):
        assert cli.main(["--dir", str(tmp_path)]) == 2

    assert f"a demo runs in {tmp_path} already" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()

    assert cli.main(["--dir", str(tmp_path / "file" / "demo")]) == 1
    assert str(tmp_path / "file") in capsys.readouterr().err


def test_the_controller_refuses_real_pins(tmp_path: Path) -> None:
    config = tmp_path / "gate.toml"
    real = Path(cli.__file__).parent.parent / "config" / "gate.toml"
    config.write_text(real.read_text())

    ended = subprocess.run(
        [sys.executable, "-m", "simulator.controller", str(config)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert 'the simulator plays "played"' in ended.stderr


def test_the_demo_runs_survives_a_kill_and_stops_cleanly(tmp_path: Path) -> None:
    web, panel, said = free_port(), free_port(), tmp_path / "said"
    command = [sys.executable, "-m", "simulator", "--dir", str(tmp_path)]
    ports = ["--port", str(web), "--panel-port", str(panel)]
    with said.open("wb") as output:
        demo = subprocess.Popen([*command, *ports], stdout=output, stderr=output)
    try:
        wait_for(lambda: demo.poll() is not None or "Ctrl-C" in said.read_text(), "the welcome")
        assert demo.poll() is None, said.read_text()
        assert re.search(r"sign in as demo with the password \S{14}\n", said.read_text())
        assert httpx.get(f"http://127.0.0.1:{web}/", trust_env=False).status_code < 400
        assert httpx.get(f"http://127.0.0.1:{panel}/", trust_env=False).is_success
        status_file = load(tmp_path / "gate.toml").status_file
        before = controller_pid(status_file)

        os.kill(before, signal.SIGKILL)
        wait_for(lambda: "controller runs again" in said.read_text(), "the controller")
        assert "controller died of SIGKILL; starting it again" in said.read_text()
        after = controller_pid(status_file)
        assert after != before

        demo.send_signal(signal.SIGINT)
        assert demo.wait(BOUND) == 0, said.read_text()
        assert not Path(f"/proc/{after}").exists()
    finally:
        demo.kill()
        demo.wait()


def controller_pid(status_file: Path) -> int:
    status = gate_status.read(status_file)
    assert status is not None
    return int(str(dict(status)["pid"]))
