"""What `systemd/venv.sh` says while it installs; pip and the packages are real."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def wheel(folder: Path, name: str) -> str:
    """Make a package that holds nothing; return its line in a lock."""
    info = f"{name}-1.0.dist-info"
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        packed.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        packed.writestr(f"{info}/RECORD", "")
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def install(folder: Path, lines: list[str]) -> subprocess.CompletedProcess[str]:
    """Install a lock as the scripts do, into a folder of its own and from its wheels alone."""
    lock, python = folder / "some.lock", folder / "venv" / "bin" / "python"
    lock.write_text("".join(lines))
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_TARGET": str(folder / "there")}
    script = '. systemd/venv.sh; install_lock "$1" "$2"; echo installed'
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script, "bash", folder / "venv", lock],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | pip,
    )


def test_installing_says_how_far_it_is_where_there_is_no_terminal(tmp_path: Path):
    done = install(tmp_path, [wheel(tmp_path, f"nothing{number}") for number in range(12)])

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "Installing 12 packages of some.lock",
        "  10 of 12 packages are here",
        "  all packages are here; unpacking them",
        "installed",
    ]
    assert len([*(tmp_path / "there").glob("*.dist-info")]) == 12


def test_a_package_that_is_not_there_ends_the_script_and_is_named(tmp_path: Path):
    done = install(tmp_path, ["nothing==1.0 --hash=sha256:" + 64 * "0" + "\n"])

    assert done.returncode != 0
    assert "installed" not in done.stdout
    assert "nothing==1.0" in done.stderr
