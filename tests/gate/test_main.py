import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gate import __main__ as controller
from gate.errors import ConfigError, DeviceError, StoreError
from tests.gate import played_main
from tests.waiting import BOUND, wait_for

PLAYED = "tests.gate.played_main"


def ran(module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run to the end; return how it ended and what it said."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        capture_output=True,
        text=True,
        timeout=BOUND,
        check=False,
    )


Main = Callable[..., tuple[int, str]]


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Main:
    """The same in this process, for what ends before the gate runs: code and complaint."""

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["gate", *arguments])
        code = controller.main()
        return code, capsys.readouterr().err

    return run


@pytest.fixture
def played_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controller, "open_devices", played_main.open_devices)


def test_asked_to_stop_it_ends_well(installation):
    status = installation.config.status_file
    with subprocess.Popen(
        [sys.executable, "-m", PLAYED, str(installation.toml)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_for(status.exists)
        process.send_signal(signal.SIGTERM)
        said, complained = process.communicate(timeout=BOUND)

    assert process.returncode == 0
    assert complained == ""
    assert "all off" in said
    assert installation.rows("gate.stopped")[0].payload["reason"] == "signal"


def test_a_part_that_fails_ends_it_with_a_word_and_the_outputs_off(installation):
    run = ran(PLAYED, str(installation.toml), "--fail")

    assert run.returncode == 1
    assert run.stderr == "gate: reader rfid: somebody has cut the cable\n"
    assert "all off" in run.stdout


@pytest.mark.usefixtures("played_devices")
def test_a_database_that_is_missing_is_a_fault_with_a_fix(installation, main: Main):
    installation.database.unlink()
    code, complained = main(str(installation.toml))

    assert code == 1
    assert complained.startswith(f"gate: {installation.database}: ")
    assert "gate migrate" in complained


def test_a_second_controller_is_a_fault(installation):
    status = installation.config.status_file
    with subprocess.Popen(
        [sys.executable, "-m", PLAYED, str(installation.toml)], stdout=subprocess.DEVNULL
    ) as first:
        wait_for(status.exists)
        second = ran(PLAYED, str(installation.toml))
        first.terminate()

    assert second.returncode == 1
    assert "another controller" in second.stderr
    assert first.returncode == 0


@pytest.mark.usefixtures("played_devices")
def test_a_runtime_directory_that_is_missing_is_a_matter_of_configuration(installation, main: Main):
    installation.runtime.rmdir()
    code, complained = main(str(installation.toml))

    assert code == 2
    assert "[gate] runtime" in complained


def test_played_pins_are_for_the_simulator(installation, main: Main):
    code, complained = main(str(installation.toml))

    assert code == 2
    assert "simulator" in complained


def test_a_file_that_is_missing_or_wrong_is_a_matter_of_configuration(tmp_path, main: Main):
    wrong = tmp_path / "gate.toml"
    missing = ran("gate", str(wrong))
    wrong.write_text("[gate]\nid = 7\n")
    code, complained = main(str(wrong))

    assert missing.returncode == code == 2
    assert str(wrong) in missing.stderr
    assert "Traceback" not in missing.stderr
    assert "[gate] id" in complained


def test_without_a_file_it_tells_how_it_is_called(main: Main, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert "CONFIG" in capsys.readouterr().err


def test_released_it_claims_every_output_and_lets_go_without_a_database(installation):
    installation.database.unlink()
    run = ran(PLAYED, "--release", str(installation.toml))

    assert run.returncode == 0
    assert run.stderr == ""


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["gate", "gate.toml"])
    monkeypatch.setattr(controller, "load", lambda path: path)


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("one"), 2),
        (DeviceError("one"), 1),
        (StoreError("one"), 1),
        (OSError("one"), 1),
        (ExceptionGroup("group", [ExceptionGroup("inner", [DeviceError("one")])]), 1),
    ],
    ids=repr,
)
def test_every_error_of_ours_is_one_line_and_an_exit_code(monkeypatch, capsys, error, code):
    async def fail(_config: Path) -> None:
        await asyncio.sleep(0)
        raise error

    monkeypatch.setattr(controller, "_run", fail)

    assert controller.main() == code
    assert capsys.readouterr().err == "gate: one\n"


@pytest.mark.usefixtures("called")
def test_a_bug_of_ours_is_not_hidden(monkeypatch):
    async def fail(_config: Path) -> None:
        await asyncio.sleep(0)
        raise ExceptionGroup("group", [RuntimeError("a bug")])

    monkeypatch.setattr(controller, "_run", fail)

    with pytest.raises(ExceptionGroup):
        controller.main()


def test_a_restore_that_was_cut_short_is_finished_before_anything_is_read(installation, tmp_path):
    new = tmp_path / ".gate.toml.new"
    installation.toml.rename(new)
    plan = tmp_path / ".gate.toml.swap"
    plan.write_text(f'[["{new}", "{installation.toml}"]]')
    run = ran(PLAYED, str(installation.toml), "--fail")

    assert "somebody has cut the cable" in run.stderr
    assert not plan.exists()
