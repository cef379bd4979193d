"""`python -m tests.bench.browsers watch|flood PORT TOKEN NUMBER`: so many clients of the pages.

Says `at work` once each of them has had its first answer.
"""

import asyncio
import sys

PATHS = ("/live", "/vehicles?q=N12", "/history", "/vehicles?q=0000", "/reports", "/sign-in")


async def watch(port: int, cookie: str, begun: asyncio.Semaphore) -> None:
    """Hold one live stream open and read what comes."""
    reader, _ = await _ask(port, "/live/stream", cookie)
    await reader.readuntil(b"event: board")
    begun.release()
    while await reader.read(1 << 16):
        pass


async def flood(port: int, cookie: str, begun: asyncio.Semaphore) -> None:
    """Ask for one page after another, each on a connection of its own."""
    asked = 0
    while True:
        reader, writer = await _ask(port, PATHS[asked % len(PATHS)], cookie)
        await reader.read()
        writer.close()
        asked += 1
        if asked == 1:
            begun.release()


async def _ask(
    port: int, path: str, cookie: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
        "Connection: close\r\n\r\n".encode()
    )
    return reader, writer


async def main(kind: str, port: int, token: str, number: int) -> None:
    cookie, begun = f"session={token}", asyncio.Semaphore(0)
    client = {"watch": watch, "flood": flood}[kind]
    async with asyncio.TaskGroup() as tasks:
        for _ in range(number):
            tasks.create_task(client(port, cookie, begun))
        for _ in range(number):
            await begun.acquire()
        sys.stdout.write("at work\n")
        sys.stdout.flush()


if __name__ == "__main__":
    kind, port, token, number = sys.argv[1:]
    asyncio.run(main(kind, int(port), token, int(number)))
