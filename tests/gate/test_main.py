import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gate import __main__ as controller
from gate.errors import ConfigError, DeviceError, StoreError
from tests.waiting import wait_for

PLAYED = "tests.gate.played_main"


def ran(module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run to the end; return how it ended and what it said."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


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
        said, complained = process.communicate(timeout=10)

    assert process.returncode == 0
    assert complained == ""
    assert "all off" in said
    assert installation.rows("gate.stopped")[0].payload["reason"] == "signal"


def test_a_part_that_fails_ends_it_with_a_word_and_the_outputs_off(installation):
    run = ran(PLAYED, str(installation.toml), "--fail")

    assert run.returncode == 1
    assert run.stderr == "gate: reader rfid: somebody has cut the cable\n"
    assert "all off" in run.stdout


def test_a_database_that_is_missing_is_a_fault_with_a_fix(installation):
    installation.database.unlink()
    run = ran(PLAYED, str(installation.toml))

    assert run.returncode == 1
    assert run.stderr.startswith(f"gate: {installation.database}: ")
    assert "gate migrate" in run.stderr
    assert "Traceback" not in run.stderr


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


def test_a_runtime_directory_that_is_missing_is_a_matter_of_configuration(installation):
    installation.runtime.rmdir()
    run = ran(PLAYED, str(installation.toml))

    assert run.returncode == 2
    assert "[gate] runtime" in run.stderr


def test_played_pins_are_for_the_simulator(installation):
    run = ran("gate", str(installation.toml))

    assert run.returncode == 2
    assert "simulator" in run.stderr


def test_a_file_that_is_missing_or_wrong_is_a_matter_of_configuration(tmp_path):
    wrong = tmp_path / "gate.toml"
    missing = ran("gate", str(wrong))
    wrong.write_text("[gate]\nid = 7\n")
    mistaken = ran("gate", str(wrong))

    assert missing.returncode == mistaken.returncode == 2
    assert str(wrong) in missing.stderr
    assert "[gate] id" in mistaken.stderr
    assert "Traceback" not in missing.stderr + mistaken.stderr


def test_without_a_file_it_tells_how_it_is_called():
    run = ran("gate")

    assert run.returncode == 2
    assert "CONFIG" in run.stderr


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
