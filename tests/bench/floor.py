"""The floor: the least an asyncio program can do between a frame and a relay. Journals nothing."""

import asyncio
import os
import sqlite3
import sys
import tty

FRAME = 14


def main(port: str, relay: int, database: str) -> None:
    connection = sqlite3.connect(database)
    known = {value for (value,) in connection.execute("SELECT value FROM vehicle_credential")}
    connection.close()
    reader = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    tty.setraw(reader)
    buffer = bytearray()

    def readable() -> None:
        buffer.extend(os.read(reader, 4096))
        while len(buffer) >= FRAME:
            frame, buffer[:] = bytes(buffer[:FRAME]), buffer[FRAME:]
            if frame[1:11].decode() in known:
                os.write(relay, b"1")

    async def run() -> None:
        asyncio.get_running_loop().add_reader(reader, readable)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.Event().wait()

    asyncio.run(run())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
