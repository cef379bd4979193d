from pathlib import Path

from tests.gate.cli.command import Gate


def test_run_becomes_the_controller(gate_process: Gate, tmp_path: Path):
    """The controller reads the configuration itself, and says so in its own words."""
    missing = tmp_path / "missing.toml"

    done = gate_process("run", "--config", str(missing))

    assert done.code == 2
    assert done.err == f"gate: {missing}: cannot be read: No such file or directory\n"
