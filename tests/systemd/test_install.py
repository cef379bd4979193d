"""The installer, as far as it goes without touching this machine: below a folder."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSTALL = ROOT / "systemd" / "install"
DEBIAN_PYTHON = "/usr/bin/python3"


def install(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run it; pip compiles nothing, which takes longer than most of what it does."""
    return subprocess.run(
        [INSTALL, *arguments],
        env=os.environ | {"PIP_COMPILE": "0"},
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def can_make_venvs() -> bool:
    try:
        return (
            subprocess.run([DEBIAN_PYTHON, "-c", "import ensurepip"], check=False).returncode == 0
        )
    except FileNotFoundError:
        return False


def test_help_tells_all_options() -> None:
    shown = install("--help")

    assert shown.returncode == 0
    for option in ("--uninstall", "--purge", "--root DIR"):
        assert option in shown.stdout


@pytest.mark.parametrize("arguments", [["--instal"], ["--purge"]], ids=["unknown", "purge-alone"])
def test_misuse_changes_nothing_and_shows_the_usage(arguments: list[str]) -> None:
    refused = install(*arguments)

    assert refused.returncode == 2
    assert refused.stderr.startswith("usage: sudo systemd/install")


def test_a_user_is_told_to_use_sudo() -> None:
    """Tried from a folder anybody may enter, as nobody if the tests run as root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        copied = shutil.copytree(INSTALL.parent, folder / "systemd")
        refused = subprocess.run(
            [copied / INSTALL.name],
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            user="nobody" if os.geteuid() == 0 else None,
        )

    assert refused.returncode == 1
    assert "run: sudo" in refused.stderr


@pytest.mark.skipif(not can_make_venvs(), reason="Debian's python3 lacks venv here")
def test_the_life_of_an_installation(tmp_path: Path) -> None:
    """Install, keep what the technician wrote, take away, purge."""
    config, gate = tmp_path / "etc/gate/gate.toml", tmp_path / "opt/gate/bin/gate"

    keeps = tmp_path / "sys/module/pinctrl_rp1/parameters/persist_gpio_outputs"
    keeps.parent.mkdir(parents=True)
    keeps.write_text("Y\n")

    first = install("--root", tmp_path)
    assert first.returncode == 0, first.stderr
    assert "dtparam=strict_gpiod" in first.stdout
    assert config.read_bytes() == (ROOT / "config" / "gate.toml").read_bytes()
    assert gate.read_text().startswith("#!/opt/gate/bin/python\n")
    assert (tmp_path / "usr/local/bin/gate").readlink() == Path("/opt/gate/bin/gate")
    program = "from gate.cli import main; main(['check', '--help'])"
    command = [gate.with_name("python"), "-I", "-c", program]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    config.write_text("# mine\n", encoding="utf-8")
    keeps.write_text("N\n")
    again = install("--root", tmp_path)
    assert again.returncode == 0, again.stderr
    assert "strict_gpiod" not in again.stdout
    assert "is up to date" in again.stdout
    assert config.read_text(encoding="utf-8") == "# mine\n"

    install("--root", tmp_path, "--uninstall")
    assert config.exists()
    assert [path.name for path in tmp_path.rglob("gate*") if path.is_file()] == ["gate.toml"]

    install("--root", tmp_path, "--uninstall", "--purge")
    keeps.unlink()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
