"""Parts of the tests that need more than Python, and whether this machine has it."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults import mounts

_UNABLE = Path(".cache/kernel/unable")


@dataclass(frozen=True)
class Part:
    """Tests with the pytest mark `mark`; `obstacle` says what they lack here, None = nothing."""

    mark: str
    what: str
    obstacle: Callable[[], str | None]


def _lacks(program: str, packages: str) -> Callable[[], str | None]:
    def obstacle() -> str | None:
        found = shutil.which(program)
        return None if found else f"{program} is missing: apt install {packages}"

    return obstacle


def _lacks_pins() -> str | None:
    return _UNABLE.read_text(encoding="utf-8").strip() if _UNABLE.exists() else None


BROKER = Part("broker", "everything that talks to a broker", _lacks("mosquitto", "mosquitto"))
BROWSER = Part("browser", "the pages in a browser", _lacks("chromium", "chromium libatomic1"))
FAULTS = Part("faults", "disks and clocks that fail", _lacks("cc", "gcc libc6-dev"))
MOUNTS = Part("mounts", "a disk that is really full, a card really read-only", mounts.obstacle)
KERNEL = Part("kernel", "the pins of a real kernel", _lacks_pins)

ALL = (BROKER, BROWSER, FAULTS, MOUNTS, KERNEL)


def missing() -> dict[Part, str]:
    """Return the parts that cannot run on this machine, each with what it lacks."""
    found = ((part, part.obstacle()) for part in ALL)
    return {part: obstacle for part, obstacle in found if obstacle is not None}


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0))
