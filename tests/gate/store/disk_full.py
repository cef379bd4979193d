"""A process whose disk takes no more than so many bytes a file; later it does again.

Prints the writer's health as it gets stuck and after it has caught up.
"""

import resource
import sys
from pathlib import Path

from gate.core.values.commands import Record
from gate.core.values.model import Instant
from gate.store.writer import JournalWriter
from tests.gate.store.rows import GATE
from tests.waiting import wait_for

LIMIT = 512 * 1024
ROWS = 5_000

if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, most))
    with JournalWriter(Path(sys.argv[1]), GATE, "boot", on_durable=lambda: None) as writer:
        for number in range(ROWS):
            record = Record("passage.done", payload={"n": number}, remember={"n": number})
            writer.append(record, Instant(1.0, 2.0, trusted=True))
        wait_for(lambda: not writer.health.ok)
        sys.stdout.write(f"{writer.health}\n")
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        wait_for(lambda: writer.health.backlog == 0)
        sys.stdout.write(f"{writer.health}\n")
