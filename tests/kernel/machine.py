"""The computer with pins, emulated: Debian's kernel from `tests/kernel/build`, our own files."""

import hashlib
import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Self

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CACHE = ROOT / ".cache" / "kernel"
INSIDE = "GATE_INSIDE"
"""The variable by which a process knows that it runs inside."""
EMPTY_DATABASE = "gate.db"
"""In the shared folder."""
SHARED = Path("/run/shared")
"""Where the machine has the folder that it shares with us."""

_HARDWARE = (
    # Its time passes with what it executes, a nanosecond each instruction, and with ours only while
    # it rests: on a busy computer nothing inside is late. (Left alone, it measures the speed of its
    # clock while it boots, and where it is interrupted then its seconds are wrong by far.)
    *("-accel", "tcg,thread=single", "-icount", "shift=0,sleep=on"),
    *("-cpu", "max", "-smp", "1", "-m", "1024"),
    *("-nodefaults", "-no-user-config", "-nographic", "-no-reboot", "-serial", "stdio"),
)
_KERNEL = "console=ttyS0 quiet panic=-1 mitigations=off tsc=reliable no_timer_check nokaslr"


def unable() -> str | None:
    """Say why this computer cannot run the machine; None when it can."""
    reason = CACHE / "unable"
    return reason.read_text(encoding="utf-8").strip() if reason.exists() else None


def is_built() -> bool:
    """Whether the kernel at hand is the one that `tests/kernel/build` would make."""
    recipe = b"".join((HERE / name).read_bytes() for name in ("build", "init"))
    made = CACHE / "made"
    return made.exists() and made.read_text("ascii").startswith(hashlib.sha256(recipe).hexdigest())


class Machine:
    """Runs one command in the project's folder and ends with it. `shared` is open to both sides.

    What the machine writes anywhere else is gone with it.
    """

    def __init__(self, shared: Path) -> None:
        self._shared = shared
        self._console = shared / "console"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, command: Sequence[str], **environment: str) -> Self:
        """Boot; the command starts some ten seconds later."""
        settings = {"PATH": os.environ["PATH"], "HOME": "/root", **environment}
        script = [f"export {name}={shlex.quote(value)}" for name, value in settings.items()]
        script += [f"cd {shlex.quote(str(ROOT))}", f"exec {shlex.join(command)}", ""]
        (self._shared / "command").write_text("\n".join(script), encoding="utf-8")
        with self._console.open("wb") as console:
            self._process = subprocess.Popen(
                [
                    *("qemu-system-x86_64", *_HARDWARE),
                    *("-kernel", CACHE / "vmlinuz", "-initrd", CACHE / "initramfs.gz"),
                    *("-append", _KERNEL),
                    *_folder("root", Path("/"), "readonly=on,multidevs=remap"),
                    *_folder("shared", self._shared, "readonly=off"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
            )
        return self

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def console(self) -> str:
        """What was said there."""
        return self._console.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """Switch it off."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def _folder(name: str, path: Path, options: str) -> tuple[str, ...]:
    return (
        *("-fsdev", f"local,id={name},path={path},security_model=none,{options}"),
        *("-device", f"virtio-9p-pci,fsdev={name},mount_tag={name}"),
    )
