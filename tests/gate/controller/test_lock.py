import subprocess
import sys
from pathlib import Path

import pytest

from gate.controller.lock import held_alone
from gate.errors import StoreError


def test_one_at_a_time(tmp_path):
    taken = pytest.raises(StoreError, match=f"{tmp_path}: another controller")
    with held_alone(tmp_path), taken, held_alone(tmp_path):
        pass


def test_one_after_the_other(tmp_path):
    for _ in range(3):
        with held_alone(tmp_path):
            pass


def test_it_writes_nothing(tmp_path):
    with held_alone(tmp_path):
        assert list(tmp_path.iterdir()) == []


def test_the_kernel_lets_go_when_the_holder_is_killed(tmp_path):
    script = (
        "import sys, pathlib, time\n"
        "from gate.controller.lock import held_alone\n"
        "with held_alone(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreError), held_alone(tmp_path):
            pass
        holder.kill()
        holder.wait()

    with held_alone(tmp_path):
        pass


def test_a_folder_that_is_not_there_cannot_be_held(tmp_path):
    with pytest.raises(FileNotFoundError), held_alone(tmp_path / "missing"):
        pass


def test_nothing_stays_open(tmp_path):
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir()))
    for _ in range(10):
        with held_alone(tmp_path), pytest.raises(StoreError), held_alone(tmp_path):
            pass

    assert len(list(descriptors.iterdir())) == before
