import os
import tty
from collections.abc import Iterator

import pytest

from hardware.osdp.line import OsdpLine
from tests.waiting import until

ASKED = bytes.fromhex("53050800046000BEEF")
ANSWER = bytes.fromhex("53850800044000CAFE")


class Pair:
    """A line and the far end of its cable."""

    def __init__(self) -> None:
        self.far, port = os.openpty()
        tty.setraw(port)
        self.line = OsdpLine.open(os.ttyname(port), 9600)
        os.close(port)

    async def read(self, count: int) -> bytes:
        came = bytearray()

        def more() -> bool:
            came.extend(self.line.read(64))
            return len(came) >= count

        await until(more)
        return bytes(came)


@pytest.fixture
def pair() -> Iterator[Pair]:
    pair = Pair()
    yield pair
    pair.line.close()


async def test_who_answers_is_known_by_its_address(pair: Pair):
    assert pair.line.read(64) == b""

    os.write(pair.far, ANSWER[:1])
    assert await pair.read(1) == ANSWER[:1]
    os.write(pair.far, ANSWER[1:])
    assert await pair.read(len(ANSWER) - 1) == ANSWER[1:]

    assert pair.line.answered == {5}
    os.close(pair.far)


async def test_an_adapter_that_hands_back_our_words_answers_for_nobody(pair: Pair):
    assert pair.line.write(ASKED) == len(ASKED)
    os.write(pair.far, ASKED + ANSWER)

    assert await pair.read(len(ANSWER)) == ANSWER
    os.close(pair.far)


async def test_what_came_before_is_forgotten_when_asked(pair: Pair):
    os.write(pair.far, ANSWER)
    await until(lambda: pair.line._port.in_waiting)

    pair.line.flush()

    assert pair.line.read(64) == b""
    os.close(pair.far)


@pytest.mark.parametrize("use", ["read", "write", "flush"])
async def test_a_port_that_is_gone_raises_nothing_and_is_noted(pair: Pair, use: str):
    os.close(pair.far)

    def try_it() -> bool:
        if use == "read":
            assert pair.line.read(64) == b""
        elif use == "write":
            assert pair.line.write(ASKED) in {0, len(ASKED)}
        else:
            pair.line.flush()
        return pair.line.error is not None

    await until(try_it)
