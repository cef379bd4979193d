"""The command as a whole: help, where the configuration is, exit codes, interruption, pipes."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gate.cli import COMMANDS
from tests.gate.cli.command import COMMAND, Gate, Terminal
from tests.waiting import BOUND

HEAVY = {"alembic", "pydantic", "rich", "sqlalchemy", "sqlmodel", "uvicorn"}


def test_help_names_every_command(gate: Gate):
    done = gate("--help")

    assert done.code == 0
    for name, about in COMMANDS.items():
        assert f"{name} " in done.out
        assert about in done.out


@pytest.mark.parametrize("command", [*COMMANDS])
def test_every_command_says_what_it_does(gate: Gate, command: str):
    done = gate(command, "--help")

    assert (done.code, done.err) == (0, "")
    assert f"Usage: gate {command}" in done.out


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "web",
        "check",
        "migrate",
        *(f"user {name}" for name in ("add", "list", "passwd", "disable", "enable")),
        *(f"vehicle {name}" for name in ("add", "list", "block", "unblock", "import", "export")),
        *(f"vehicle {name}" for name in ("lost", "found", "history", "show")),
        *(f"visitor {name}" for name in ("add", "list", "show", "end", "extend", "qr")),
        *(f"lane {name}" for name in ("list", "open", "close", "hold", "free-flow", "release")),
        *(f"lane {name}" for name in ("stop", "lockdown", "unlock", "reset")),
        *(f"schedule {name}" for name in ("add", "edit", "list", "show", "remove")),
        *(f"schedule {name}" for name in ("assign", "unassign")),
        *(f"plan {name}" for name in ("add", "list", "remove")),
        *(f"holiday {name}" for name in ("add", "list", "remove", "import", "propose")),
        *(f"journal {name}" for name in ("tail", "verify")),
    ],
)
def test_every_command_shows_an_example(gate: Gate, command: str):
    assert f"Example: gate {command}" in gate(*command.split(), "--help").out


def test_help_and_run_load_no_heavy_library():
    script = "import sys, gate.cli, gate.cli.run; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", script], text=True)

    assert HEAVY & set(loaded.split()) == set()


def test_without_a_command_help_is_shown(gate: Gate):
    assert "Commands:" in f"{gate().out}{gate().err}"


def test_the_version_is_told(gate: Gate):
    assert gate("--version").out.startswith("gate 0.")


@pytest.mark.parametrize(
    "arguments",
    [["fly"], ["check", "--fly"], ["vehicle", "fly"], ["vehicle", "block"]],
    ids=" ".join,
)
def test_misuse_exits_with_2(gate: Gate, arguments: list[str]):
    done = gate(*arguments)

    assert done.code == 2
    assert "Error: " in done.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("visitor", "list", "all"), "Invalid value for 'which': 'all' is not one of 'today'"),
        (("reader", "watch", "x", "--for", "-1"), "it has to be greater than or equal to 0"),
        (("replay", "--from", "31-02-2026"), "gate: not a date: 31-02-2026; write it like"),
        (("reader", "identify", "/dev/nosuch"), "gate: /dev/nosuch: there is no such port"),
        (("restore", "--check", "/nosuch"), "gate: /nosuch: there is no such file"),
        (("restore", "--check", "/"), "gate: /: this is a folder"),
        (("restore", "--check", f"/{'x' * 300}"), "File name too long; use sudo, or name another"),
        (("journal", "export", "/nosuch/x.csv"), "there is no folder /nosuch; make it"),
        (("privacy", "export", "N 1 A", "/"), "gate: /: this is a folder"),
    ],
)
def test_what_cannot_be_meant_is_misuse_in_our_words(
    gate: Gate, arguments: tuple[str, ...], says: str
):
    done = gate(*arguments)

    assert done.code == 2
    assert says in done.err


def test_the_configuration_may_stand_before_or_after_the_command(
    gate: Gate, tmp_path: Path, site: Path
):
    elsewhere = tmp_path / "elsewhere.toml"

    for arguments in (("-c", str(elsewhere), "check"), ("check", "--config", str(elsewhere))):
        done = gate(*arguments)
        assert done.code == 2
        assert done.err.startswith(f"gate: {elsewhere}: cannot be read")
    assert gate("-c", str(elsewhere), "check", "-c", str(site)).code == 0


def test_a_fault_exits_with_1_and_names_the_fix(gate: Gate, site: Path):
    site.with_name("gate.db").unlink()

    done = gate("vehicle", "list")

    assert done.code == 1
    assert (
        done.err == f"gate: {site.with_name('gate.db')}: there is no database; run: gate migrate\n"
    )


@pytest.mark.parametrize(
    "command",
    [
        ("backup", "x.gatebackup"),
        ("journal", "export", "x.jsonl"),
        ("privacy", "export", "N 1 A"),
        ("privacy", "erase", "N 1 A", "--reason", "x", "--yes"),
        ("replay",),
        ("vehicle", "import", "x.csv"),
    ],
    ids=" ".join,
)
def test_long_work_steps_back_behind_the_controller(
    gate: Gate, courtesies: list[int], tmp_path: Path, monkeypatch, command: tuple[str, ...]
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text("pelat;pemegang\nN 1 A;Siti\n")
    gate(*command)

    (step,) = courtesies
    assert step >= 10


def test_interruption_is_quiet(terminal: Callable[..., Terminal], gate: Gate):
    gate("vehicle", "add", "N 1 A", "--holder", "Siti")
    following = terminal("journal", "tail", "--follow")
    following.wait_for("Siti")
    following.process.send_signal(signal.SIGINT)

    assert following.end() == 130
    assert "Traceback" not in following.shown


def test_a_pipe_that_closes_early_is_quiet(site: Path, gate: Gate):
    gate("vehicle", "add", "N 1 A", "--holder", "Siti")
    writing = subprocess.Popen(
        [COMMAND, "-c", str(site), "journal", "tail", "-n", "10000", "--follow"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with writing:
        writing.stdout.readline()
        writing.stdout.close()
        gate("vehicle", "add", "N 2 A", "--holder", "Siti")
        assert writing.stderr.read() == ""
        assert writing.wait(BOUND) != 0
