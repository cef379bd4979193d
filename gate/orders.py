"""Orders from staff to the controller: one JSON line each way over a Unix socket.

A guard's *Open* must work with a dead, full or locked disk, so it does not go through the database.
"""

import asyncio
import json
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path

from gate.core.events import Action, OrderGiven
from gate.errors import DeviceError

LARGEST = 4096
"""Bytes of the longest order we read."""

ANSWER_WITHIN = 2.0
"""Seconds a sender waits, and a connection may take."""

MOST_CONNECTIONS = 16
"""Orders in the air at once; more are refused as `busy`."""

Give = Callable[[OrderGiven], str | None]


def encode(order: OrderGiven, boot_id: str) -> bytes:
    """Write an order as one line, stamped with the boot its `issued` belongs to."""
    fields = {"boot_id": boot_id} | {name: getattr(order, name) for name in order.__slots__}
    return (
        json.dumps({key: value for key, value in fields.items() if value is not None}).encode()
        + b"\n"
    )


def decode(line: bytes) -> tuple[OrderGiven, str]:
    """Read an order and the boot it was issued in; ValueError when it is none."""
    try:
        fields = dict(json.loads(line))
        order = OrderGiven(
            id=_text(fields.pop("id")),
            lane=_text(fields.pop("lane")),
            action=Action(fields.pop("action")),
            actor=_text(fields.pop("actor")),
            reason=_text(fields.pop("reason")),
            issued=float(fields.pop("issued")),
            until=None if "until" not in fields else float(fields.pop("until")),
            claim=None if "claim" not in fields else _text(fields.pop("claim")),
            value=None if "value" not in fields else _text(fields.pop("value")),
        )
        boot_id = _text(fields.pop("boot_id"))
    except (KeyError, TypeError) as error:
        raise ValueError(f"not an order: {error}") from error
    if fields:
        raise ValueError(f"unknown keys: {', '.join(sorted(fields))}")
    return order, boot_id


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


async def send(path: Path, order: OrderGiven, boot_id: str) -> str | None:
    """Give an order; return the refusal's code, None when accepted.

    Raises DeviceError when the controller cannot be reached or does not answer in time.
    """
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            reader, writer = await asyncio.open_unix_connection(path)
            try:
                writer.write(encode(order, boot_id))
                answer = json.loads(await reader.readline())
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError) as error:
        raise DeviceError(
            f"the controller does not answer at {path}: is gate.service running?"
        ) from error
    refusal = answer.get("refusal")
    return None if refusal is None else str(refusal)


class OrderSocket:
    """Listens for orders, one a connection, and hands them to the controller.

    `give` returns at once why an order is refused, None when it is accepted.
    Only processes of the socket's group, the controller's own user or root are heard.
    """

    def __init__(self, path: Path, boot_id: str, give: Give) -> None:
        self._path = path
        self._boot_id = boot_id
        self._give = give
        self._open = 0

    async def run(self) -> None:
        """Serve until cancelled; the socket file is readable by its group only."""
        self._path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(self._serve, self._path, limit=LARGEST)
        self._path.chmod(0o660)
        try:
            async with server:
                await server.serve_forever()
        finally:
            self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                answer = await self._answer(reader, writer)
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
        except (OSError, TimeoutError):
            pass  # a sender that went away or dawdles has no order
        finally:
            self._open -= 1
            writer.close()

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> dict[str, str | None]:
        if not _may_order(writer.get_extra_info("socket"), self._path):
            return {"id": None, "refusal": "forbidden"}
        if self._open > MOST_CONNECTIONS:
            return {"id": None, "refusal": "busy"}
        try:
            order, boot = decode(await reader.readline())
        except ValueError:
            return {"id": None, "refusal": "malformed"}
        if boot != self._boot_id:
            return {"id": order.id, "refusal": "stale"}
        return {"id": order.id, "refusal": self._give(order)}


def _may_order(peer: socket.socket, path: Path) -> bool:
    """Check the peer's user and groups (SO_PEERCRED) against the socket's own group."""
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    pid, uid, gid = struct.unpack("3i", credentials)
    if uid in {0, os.getuid()}:
        return True
    group = path.stat().st_gid
    return gid == group or group in _groups_of(pid)


def _groups_of(pid: int) -> set[int]:
    """Read a process's supplementary groups from /proc; none when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return set()
    for line in status.splitlines():
        if line.startswith("Groups:"):
            return {int(group) for group in line.split()[1:]}
    return set()
