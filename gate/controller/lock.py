"""One controller at a time: two of them would give one boom two minds."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gate.errors import StoreError


@contextmanager
def held_alone(directory: Path) -> Iterator[None]:
    """Hold a directory against other controllers; the kernel lets go when the process ends.

    No file is written, so it works on a full or read-only disk. Raises StoreError when another
    process holds it, OSError when there is no such directory.
    """
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(
                f"{directory}: another controller is at work on it; stop that one first"
                " (systemctl stop gate)"
            ) from error
        yield
    finally:
        os.close(descriptor)
