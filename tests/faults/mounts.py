"""Disks of their own under a gate's data: really full, really read-only, seen by nobody else."""

import subprocess
import sys
from pathlib import Path
from typing import Self

_CARD_MIB = 8

_TRY = """set -e
mount -t tmpfs tried /mnt
truncate -s 8M /mnt/card
/usr/sbin/mkfs.ext4 -q -F /mnt/card
mkdir /mnt/seen
mount -o loop /mnt/card /mnt/seen
umount /mnt/seen
"""


def obstacle() -> str | None:
    """Say why nothing can be mounted on this machine; None = it can."""
    tried = subprocess.run(
        ["unshare", "--mount", "sh", "-c", _TRY],
        capture_output=True,
        text=True,
        check=False,
    )
    return None if tried.returncode == 0 else tried.stderr.strip() or "unshare fails"


class Mounted:
    """A folder with a disk of its own in a namespace of its own.

    `mount` is shell that mounts something at `$1`; what is in the folder goes onto a `bare` disk.
    """

    def __init__(self, folder: Path, mount: str, *, bare: bool = True) -> None:
        self._folder = folder
        copied = 'cp -a "$2/." "$1"; sync -f "$1"; ' if bare else ""
        self._script = (
            f'set -e; mkdir -p "$1.new"; set -- "$1.new" "$1"; {mount}; {copied}'
            'mount --move "$1" "$2"; echo mounted; exec cat'  # until its input ends
        )

    def __enter__(self) -> Self:
        self._holder = subprocess.Popen(
            [
                *("unshare", "--mount", "--propagation", "private"),
                *("sh", "-c", self._script, "sh", self._folder),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == "mounted\n", self._holder.communicate()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._holder.communicate("")

    @property
    def inside(self) -> list[str]:
        """What makes a command see the disk, written before it."""
        return ["nsenter", f"--mount=/proc/{self._holder.pid}/ns/mnt", f"--wd={Path.cwd()}"]

    def run(self, *command: str) -> bytes:
        """Do something where the disk is seen; return what it says."""
        done = subprocess.run([*self.inside, *command], check=True, capture_output=True)
        return done.stdout

    def remount(self, options: str) -> None:
        self.run("mount", "-o", f"remount,{options}", str(self._folder))

    def fill(self) -> None:
        """Leave no byte free."""
        filled = self.run(
            "sh", "-c", 'cat /dev/zero >"$1" || df --output=avail "$1"', "sh", self._ballast
        )
        assert filled.split()[-1] == b"0"

    def empty(self) -> None:
        """Free what was filled."""
        self.run("rm", self._ballast)

    @property
    def _ballast(self) -> str:
        return str(self._folder / "ballast")


def memory(folder: Path) -> Mounted:
    """A small disk in memory."""
    return Mounted(folder, f'mount -t tmpfs -o size={_CARD_MIB}m gate "$1"')


def card(folder: Path, image: Path) -> Mounted:
    """A card that the kernel makes read-only when something is wrong with it."""
    bare = not image.exists()
    if bare:
        with image.open("wb") as file:
            file.truncate(_CARD_MIB * 2**20)
        subprocess.run(["/usr/sbin/mkfs.ext4", "-q", "-F", image], check=True)
    return Mounted(folder, f'mount -o loop,errors=remount-ro "{image}" "$1"', bare=bare)


if __name__ == "__main__":
    sys.stdout.write(obstacle() or "")
