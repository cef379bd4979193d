"""The machine under the controller: a disk that refuses, a clock that jumps, every byte counted."""

import errno
import os
import shutil
import struct
import subprocess
from pathlib import Path

FULL, READ_ONLY, FAILING = errno.ENOSPC, errno.EROFS, errno.EIO
TRUTH, UNSYNCHRONISED, SYNCHRONISED = -1, 0, 1

_SOURCE = Path(__file__).with_name("machine.c")
_LAYOUT = struct.Struct("=iiqqi")  # struct machine in machine.c


def build(folder: Path) -> Path:
    """Compile what is preloaded; return the library."""
    compiler = shutil.which("cc")
    assert compiler is not None, "a C compiler is missing: apt install gcc libc6-dev"
    library = folder / "machine.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, _SOURCE], check=True)
    return library


class Machine:
    """What `machine.c` plays, to be changed at any time while processes run on it."""

    def __init__(self, library: Path, folder: Path) -> None:
        self._library = library
        self._memory = folder / "machine"
        self._memory.write_bytes(_LAYOUT.pack(0, TRUTH, 0, 0, 0))

    def environment(self, disk: Path) -> dict[str, str]:
        """What makes a process live on it, its disk being a folder."""
        return {
            "LD_PRELOAD": str(self._library),
            "GATE_MACHINE": str(self._memory),
            "GATE_DISK": str(disk.resolve()),
        }

    @property
    def written(self) -> int:
        """Bytes written to the disk so far."""
        return int(_LAYOUT.unpack(self._memory.read_bytes())[3])

    def break_disk(self, reason: int) -> None:
        """Every write fails from now on; 0 = none does."""
        self._set(0, struct.pack("=i", reason))

    def synchronise(self, state: int) -> None:
        """What the kernel says of the clock."""
        self._set(4, struct.pack("=i", state))

    def jump(self, seconds: int) -> None:
        """The wall clock is so far from the true time."""
        self._set(8, struct.pack("=q", seconds))

    def hang(self, *, on: bool) -> None:
        """The event loop of every process on it stands still; its other threads go on."""
        self._set(24, struct.pack("=i", on))

    def _set(self, place: int, value: bytes) -> None:
        """Change it in place: the file is mapped by whoever runs on it."""
        descriptor = os.open(self._memory, os.O_WRONLY)
        try:
            os.pwrite(descriptor, value, place)
        finally:
            os.close(descriptor)
