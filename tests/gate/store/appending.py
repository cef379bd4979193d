"""A process that appends so many rows to a database, each in a transaction of its own."""

import sys
from contextlib import closing
from pathlib import Path

from gate.store.database import connect
from tests.gate.store.rows import row, wait_long, write

if __name__ == "__main__":
    with closing(connect(Path(sys.argv[1]))) as connection:
        wait_long(connection)
        for _ in range(int(sys.argv[2])):
            write(connection, row())
