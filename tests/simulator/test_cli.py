"""The command line of the demo; tests/browser/test_demo.py runs the demo itself."""

import contextlib
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator import cli, controller
from tests.ports import free_port

DEMO = Path(cli.__file__).with_name("demo")


@pytest.fixture
def taken() -> Iterator[int]:
    with contextlib.closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_help_lists_every_option_before_anything_is_installed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(DEMO.parent, tmp_path / "simulator")
    shown = subprocess.run(
        [tmp_path / "simulator" / DEMO.name, "--help"], capture_output=True, text=True, check=True
    )

    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
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


def test_the_controller_refuses_real_pins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "gate.toml"
    real = Path(cli.__file__).parent.parent / "config" / "gate.toml"
    config.write_text(real.read_text())

    assert controller.main([str(config)]) == 1
    assert 'the simulator plays "played"' in capsys.readouterr().err
