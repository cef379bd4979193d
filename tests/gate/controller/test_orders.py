import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.controller.orders import (
    ANSWER_WITHIN,
    LARGEST,
    LONGEST_ID,
    MOST_CONNECTIONS,
    MOST_PER_SCAN,
    SCAN,
    OrderSocket,
    decode,
    encode,
    send,
)
from gate.core.values.events import Action, OrderGiven
from gate.errors import DeviceError
from tests.virtual_time import in_virtual_time
from tests.waiting import until

BOOT = "5f0c1f3e-0000-4000-8000-000000000000"
ORDER = OrderGiven("x1", "masuk", Action.OPEN, "user:1", "duty", 12.5)
FULL = replace(ORDER, action=Action.HOLD, until=99.5, claim="s-1", value="N 1234 AP")


# The line


@pytest.mark.parametrize("order", [ORDER, FULL], ids=["short", "full"])
def test_an_order_comes_out_as_it_went_in(order):
    line = encode(order, BOOT)

    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode(line) == (order, BOOT)


def fields(**changes: object) -> dict[str, object]:
    return {**json.loads(encode(FULL, BOOT)), **changes}


@pytest.mark.parametrize("key", ["until", "claim", "value"])
def test_null_is_as_good_as_nothing(key):
    order, _ = decode(json.dumps(fields(**{key: None})).encode())

    assert getattr(order, key) is None


@pytest.mark.parametrize("key", ["id", "lane", "action", "actor", "reason", "issued", "boot_id"])
def test_what_an_order_must_say_is_not_left_out(key):
    without = fields()
    del without[key]

    with pytest.raises(ValueError, match=key):
        decode(json.dumps(without).encode())


@pytest.mark.parametrize(
    "changes",
    [
        {"id": 7},
        {"id": "x" * (LONGEST_ID + 1)},
        {"lane": None},
        {"action": "explode"},
        {"action": []},
        {"actor": ["user:1"]},
        {"issued": "12.5"},
        {"issued": True},
        {"issued": None},
        {"until": "tomorrow"},
        {"claim": 7},
        {"boot_id": 7},
        {"sudo": True},
    ],
    ids=str,
)
def test_what_says_something_else_is_malformed(changes):
    with pytest.raises(ValueError):  # noqa: PT011 - each has words of its own
        decode(json.dumps(fields(**changes)).encode())


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400])
@pytest.mark.parametrize("key", ["issued", "until"])
def test_a_moment_is_a_number_with_an_end(key, number):
    line = json.dumps(fields(**{key: 0.25})).replace("0.25", number)

    with pytest.raises(ValueError, match="not an order"):
        decode(line.encode())


@pytest.mark.parametrize(
    "line",
    [b"", b"\n", b"{", b"[]", b"7", b'"open"', b"null", b"\xff\xfe", b"[" * 4000, b'{"a":' * 800],
    ids=repr,
)
def test_what_is_no_object_is_malformed(line):
    with pytest.raises(ValueError):  # noqa: PT011 - each has words of its own
        decode(line)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_comes_is_an_order_or_a_value_error(line):
    with pytest.raises(ValueError):  # noqa: PT011 - any
        decode(line)


# The socket


class Controller:
    """Takes orders and answers as told."""

    def __init__(self) -> None:
        self.orders: list[OrderGiven] = []
        self.refusal: str | None = None
        self.trouble: Exception | None = None

    def give(self, order: OrderGiven) -> str | None:
        if self.trouble is not None:
            raise self.trouble
        self.orders.append(order)
        return self.refusal


@pytest.fixture
def controller() -> Controller:
    return Controller()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "orders.sock"


@asynccontextmanager
async def listening(path: Path, controller: Controller) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(OrderSocket(path, BOOT, controller.give).run())
        await until(lambda: path.is_socket() and path.stat().st_mode & 0o777 == 0o660)
        yield
        task.cancel()


async def told(path: Path, line: bytes) -> object:
    """Say something to the socket, whatever it is; return its answer."""
    reader, writer = await asyncio.open_unix_connection(path)
    with closing(writer):
        writer.write(line)
        return json.loads(await reader.readline())


@in_virtual_time
async def test_an_order_is_given_to_the_controller_and_accepted(path, controller):
    async with listening(path, controller):
        assert await send(path, FULL, BOOT) is None

    assert controller.orders == [FULL]


@in_virtual_time
async def test_a_refusal_is_told_with_its_code(path, controller):
    controller.refusal = "latched"
    async with listening(path, controller):
        assert await send(path, ORDER, BOOT) == "latched"
        assert await told(path, encode(ORDER, BOOT)) == {"id": "x1", "refusal": "latched"}


@in_virtual_time
async def test_an_order_of_another_boot_is_stale(path, controller):
    async with listening(path, controller):
        assert await send(path, ORDER, "another") == "stale"

    assert controller.orders == []


@pytest.mark.parametrize(
    "line",
    [b"{}\n", b"open please\n", b"x" * (2 * LARGEST) + b"\n", b"[" * 4000 + b"\n"],
    ids=["empty", "words", "too long", "too deep"],
)
@in_virtual_time
async def test_what_is_no_order_is_malformed_and_harms_nobody(path, controller, line):
    async with listening(path, controller):
        try:
            assert await told(path, line) == {"id": None, "refusal": "malformed"}
        except ConnectionResetError:
            assert len(line) > LARGEST  # nobody read the rest of it
        assert await send(path, ORDER, BOOT) is None


@in_virtual_time
async def test_one_order_a_connection_the_rest_is_not_heard(path, controller):
    async with listening(path, controller):
        await told(path, encode(ORDER, BOOT) + encode(replace(ORDER, id="x2"), BOOT))

    assert [order.id for order in controller.orders] == ["x1"]


@in_virtual_time
async def test_an_order_of_just_four_kibibytes_is_heard(path, controller):
    spare = LARGEST - len(encode(replace(ORDER, value=""), BOOT))
    order = replace(ORDER, value="x" * spare)
    assert len(encode(order, BOOT)) == LARGEST
    async with listening(path, controller):
        assert await send(path, order, BOOT) is None


@in_virtual_time
async def test_senders_that_go_away_or_say_nothing_do_not_matter(path, controller):
    async with listening(path, controller):
        for line in (b"", b'{"id":'):
            _, writer = await asyncio.open_unix_connection(path)
            writer.write(line)
            writer.close()
        silent = await asyncio.open_unix_connection(path)
        assert await send(path, ORDER, BOOT) is None
        silent[1].close()


@in_virtual_time
async def test_in_one_scan_only_so_many_are_handed_on(path, controller):
    async with listening(path, controller):
        answers = await asyncio.gather(
            *(send(path, replace(ORDER, id=f"x{n}"), BOOT) for n in range(MOST_CONNECTIONS))
        )
        assert answers.count("busy") == MOST_CONNECTIONS - MOST_PER_SCAN
        assert len(controller.orders) == answers.count(None) == MOST_PER_SCAN
        await asyncio.sleep(SCAN)
        assert await send(path, replace(ORDER, id="later"), BOOT) is None


@in_virtual_time
async def test_many_connections_at_once_are_too_many(path, controller):
    async with listening(path, controller):
        idle = [await asyncio.open_unix_connection(path) for _ in range(MOST_CONNECTIONS)]
        assert await send(path, ORDER, BOOT) == "busy"
        for _, writer in idle:
            writer.close()
        await asyncio.sleep(SCAN)
        assert await send(path, ORDER, BOOT) is None


@in_virtual_time
async def test_a_connection_that_says_nothing_is_closed_in_time(path, controller):
    async with listening(path, controller):
        reader, writer = await asyncio.open_unix_connection(path)
        assert await reader.read() == b""
        assert asyncio.get_running_loop().time() >= ANSWER_WITHIN
        writer.close()


@in_virtual_time
async def test_a_controller_that_takes_an_order_and_says_nothing_does_not_answer(path):
    async def keep_quiet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer):
            await reader.read()

    async with await asyncio.start_unix_server(keep_quiet, path):
        with pytest.raises(DeviceError, match="does not answer"):
            await send(path, ORDER, BOOT)


@in_virtual_time
async def test_the_socket_is_there_for_its_group_and_gone_afterwards(path, controller, umasked):
    umasked(0)
    async with listening(path, controller):
        assert path.stat().st_mode & 0o777 == 0o660

    assert not path.exists()


@in_virtual_time
async def test_the_socket_of_a_killed_controller_is_no_hindrance(path, controller):
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    async with listening(path, controller):
        assert await send(path, ORDER, BOOT) is None


@pytest.mark.parametrize("there", [True, False], ids=["dead", "missing"])
@in_virtual_time
async def test_a_controller_that_is_not_there_is_told_so(path, there):
    if there:
        left = socket.socket(socket.AF_UNIX)
        left.bind(str(path))
        left.close()

    with pytest.raises(DeviceError, match=r"does not answer at .*orders\.sock"):
        await send(path, ORDER, BOOT)


@pytest.mark.parametrize("answer", [b"", b"\n", b"[]\n", b"{}\n", b'{"refusal":7}\n'], ids=repr)
@in_virtual_time
async def test_an_answer_that_makes_no_sense_is_none(path, answer):
    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answer)
        writer.close()

    async with await asyncio.start_unix_server(reply, path):
        with pytest.raises(DeviceError, match="does not answer"):
            await send(path, ORDER, BOOT)


# Who may order

STRANGER = 65_533
SENDER = """
import os, socket, sys
os.setgroups({groups})
os.setgid({group})
os.setuid({user})
with socket.socket(socket.AF_UNIX) as sending:
    sending.connect(sys.argv[1])
    sending.sendall(sys.argv[2].encode() + b"\\n")
    sys.stdout.buffer.write(sending.recv(4096))
"""
needs_root = pytest.mark.skipif(os.getuid() != 0, reason="becomes another user")


@pytest.fixture
def public_path() -> Iterator[Path]:
    """A socket that strangers can reach; pytest's own folders are closed to them."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "orders.sock"


async def sent_as(path: Path, *, group: int, groups: list[int]) -> object:
    """Send an order as another user; return the answer."""
    script = SENDER.format(user=STRANGER, group=group, groups=groups)
    line = encode(ORDER, BOOT).decode().strip()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(path), line, stdout=subprocess.PIPE
    )
    answer, _ = await process.communicate()
    assert process.returncode == 0
    return json.loads(answer)["refusal"]


@needs_root
@pytest.mark.parametrize(
    ("group", "groups", "refusal"),
    [
        (STRANGER, [], "forbidden"),
        (STRANGER, [STRANGER + 1], "forbidden"),
        (4711, [], None),
        (STRANGER, [1, 4711, 2], None),
    ],
)
async def test_only_the_sockets_group_is_heard(public_path, controller, group, groups, refusal):
    async with listening(public_path, controller):
        os.chown(public_path, -1, 4711)
        public_path.chmod(0o666)  # lets in who would be kept out already
        assert await sent_as(public_path, group=group, groups=groups) == refusal

    assert len(controller.orders) == (refusal is None)
