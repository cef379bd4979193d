"""Orders from staff to the controller: one JSON line each way over a Unix socket.

A guard's *Open* must work with a dead, full or locked disk, so it does not go through the database.
"""

import asyncio
import json
import math
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from gate.core.values.events import Action, OrderGiven
from gate.core.values.refusal import Refusal
from gate.errors import DeviceError

LARGEST = 4096
"""Bytes of the longest order we read."""

ANSWER_WITHIN = 2.0
"""Seconds a sender waits, and a connection may take."""

MOST_CONNECTIONS = 16
"""Orders in the air at once; more are refused as `busy`."""

MOST_PER_SCAN = 8
"""Orders handed on within one scan of the controller; more are refused as `busy`."""

SCAN = 0.020
"""Seconds of such a scan."""

LONGEST_ID = 64
"""Characters of an order's id; the lane remembers thousands of them."""

_SO_PEERGROUPS = 59  # linux/socket.h; Python names the other options of a peer only
_GROUPS_ROOM = 1024  # bytes, 256 groups; Python asks for no more

T = TypeVar("T")
Give = Callable[[OrderGiven], Refusal | None]


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
            issued=_number(fields.pop("issued")),
            until=_optional(_number, fields.pop("until", None)),
            claim=_optional(_text, fields.pop("claim", None)),
            value=_optional(_text, fields.pop("value", None)),
        )
        boot_id = _text(fields.pop("boot_id"))
    except (KeyError, OverflowError, RecursionError, TypeError) as error:
        raise ValueError(f"not an order: {error}") from error
    if fields:
        raise ValueError(f"unknown keys: {', '.join(sorted(fields))}")
    if len(order.id) > LONGEST_ID:
        raise ValueError(f"an id of more than {LONGEST_ID} characters")
    return order, boot_id


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _optional(read: Callable[[object], T], value: object) -> T | None:
    return None if value is None else read(value)


async def send(
    path: Path, order: OrderGiven, boot_id: str, within: float = ANSWER_WITHIN
) -> str | None:
    """Give an order; return the refusal's code, None when accepted.

    Raises DeviceError when the controller cannot be reached or does not answer `within` seconds.
    """
    try:
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_unix_connection(path)
            try:
                writer.write(encode(order, boot_id))
                answer = json.loads(await reader.readline())
            finally:
                writer.close()
        return _optional(_text, answer["refusal"])
    except (KeyError, OSError, TimeoutError, TypeError, ValueError) as error:
        raise DeviceError(
            f"the controller does not answer at {path}: is gate.service running?"
        ) from error


class OrderSocket:
    """Listens for orders, one a connection, and hands them to the controller.

    `give` returns at once why an order is refused, None when it is accepted.
    Only processes of the socket's group, the controller's own user or root are heard. A connection
    lasts `within` seconds at most.
    """

    def __init__(self, path: Path, boot_id: str, give: Give, within: float = ANSWER_WITHIN) -> None:
        self._path = path
        self._boot_id = boot_id
        self._give = give
        self._within = within
        self._open = 0
        self._scan = float("-inf")
        self._given = 0

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
            async with asyncio.timeout(self._within):
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
        """Read first, whoever it is: closed on unread words, a socket drops the answer too."""
        try:
            line = await reader.readline()
            if not _may_order(writer.get_extra_info("socket"), self._path):
                return {"id": None, "refusal": Refusal.FORBIDDEN}
            order, boot = decode(line)
        except ValueError:
            return {"id": None, "refusal": Refusal.MALFORMED}
        if boot != self._boot_id:
            return {"id": order.id, "refusal": Refusal.STALE}
        if self._is_busy():
            return {"id": order.id, "refusal": Refusal.BUSY}
        return {"id": order.id, "refusal": self._give(order)}

    def _is_busy(self) -> bool:
        """Whether the controller has enough of orders for now; if not, count one more."""
        now = asyncio.get_running_loop().time()
        if now >= self._scan + SCAN:
            self._scan, self._given = now, 0
        if self._open > MOST_CONNECTIONS or self._given >= MOST_PER_SCAN:
            return True
        self._given += 1
        return False


def _may_order(peer: socket.socket, path: Path) -> bool:
    """Check who connected, as the kernel knows it, against the socket's own group."""
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, group = struct.unpack("3i", credentials)
    if user in {0, os.getuid()}:
        return True
    others = peer.getsockopt(socket.SOL_SOCKET, _SO_PEERGROUPS, _GROUPS_ROOM)
    return path.stat().st_gid in {group, *memoryview(others).cast("I")}
