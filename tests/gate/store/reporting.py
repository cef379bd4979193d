"""A process that journals as fast as it can and prints which seq is durable, until it is killed."""

import sys
from contextlib import closing
from pathlib import Path
from threading import Event

from gate.core.values.commands import Record
from gate.core.values.model import Instant
from gate.store.database import connect
from gate.store.journal import tail
from gate.store.writer import JournalWriter
from tests.gate.store.rows import GATE

if __name__ == "__main__":
    path = Path(sys.argv[1])
    committed = Event()
    with (
        closing(connect(path, read_only=True)) as reader,
        JournalWriter(path, GATE, "boot", on_durable=committed.set) as writer,
    ):
        number = 0
        while True:
            for _ in range(20):
                number += 1
                writer.append(
                    Record("passage.done", payload={"n": number}, remember={"n": number}),
                    Instant(1.0, 2.0, trusted=True),
                )
            committed.wait()
            committed.clear()
            newest = tail(reader, GATE, limit=1, kinds=["passage.done"])
            sys.stdout.write(f"{newest[0].seq if newest else 0}\n")
            sys.stdout.flush()
