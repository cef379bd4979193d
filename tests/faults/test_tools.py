"""What the tests of faults stand on: nothing of it may fail quietly or be left behind."""

import os
import subprocess
import sys

import httpx
import pytest

from tests.faults.mounts import obstacle
from tests.faults.played_gate import PlayedGate

NO_LOOPS = """#!/bin/sh
case "$*" in *loop*) echo "no loops here" >&2; exit 32 ;; esac
PATH=${PATH#*:}
exec mount "$@"
"""


@pytest.mark.mounts
def test_a_machine_that_forbids_loops_is_told_apart(tmp_path, monkeypatch):
    (tmp_path / "mount").write_text(NO_LOOPS)
    (tmp_path / "mount").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    assert obstacle() == "no loops here"


def test_a_controller_that_does_not_end_leaves_no_site_behind(monkeypatch):
    deaf = "import signal; signal.signal(15, signal.SIG_IGN); print(flush=True); signal.pause()"
    gate = PlayedGate.__new__(PlayedGate)
    gate.panel = httpx.Client()
    started = [
        subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) for _ in range(2)
    ]
    for process in started:
        process.stdout.read(1)
        monkeypatch.setattr(process, "wait", hurried(process))
    gate._controller, gate._site = started
    gate.__exit__()

    assert [process.poll() for process in started] == [-9, -9]
    for process in started:
        process.stdout.close()


def hurried(process):
    """Wait for a process, but not as long as one that ends would be waited for."""
    wait = process.wait
    return lambda timeout=None: wait(timeout and timeout / 100)
