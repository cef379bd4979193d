"""What the contract does not say: how this port opens, loses and protects its line."""

import asyncio
import errno
import fcntl
import logging
import os
import sys
import termios
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from gate.core.values.events import ReadArrived, ReaderFound, ReaderLost
from gate.ports import ReaderEvent
from hardware.protocols.decoder import Faults, Reading
from hardware.protocols.readers.rdm6300 import Rdm6300, encode
from hardware.serial.port import Loss, loss_of
from tests.contract.serial_rig import SerialRig
from tests.waiting import until


class Tape:
    """A decoder that only remembers."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.good_frames = 0
        self.pending = 0
        self.data = b""

    def feed(self, data: bytes) -> list[Reading]:
        self.data += data
        return []

    def flush(self) -> list[Reading]:
        return []


@asynccontextmanager
async def running(rig: SerialRig) -> AsyncIterator[list[ReaderEvent]]:
    """Run the rig's port until the block ends."""
    events: list[ReaderEvent] = []
    task = asyncio.create_task(rig.source.run(events.append))
    try:
        yield events
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def reads(events: list[ReaderEvent]) -> list[str]:
    return [event.credential.value for event in events if isinstance(event, ReadArrived)]


def waiting(port: int) -> int:
    """How many bytes have come that nobody has read."""
    return int.from_bytes(fcntl.ioctl(port, termios.FIONREAD, bytes(4)), sys.byteorder)


async def test_every_byte_value_arrives_as_it_is(tmp_path: Path):
    """No flow control, no line discipline: XON, XOFF, CR and ^C are data."""
    tape = Tape()
    with SerialRig(tmp_path, tape) as rig:
        async with running(rig) as events:
            await until(lambda: events)
            rig.send(bytes(range(256)))

            await until(lambda: len(tape.data) == 256)

    assert tape.data == bytes(range(256))


async def test_the_port_is_ours_while_open_and_free_afterwards(tmp_path: Path):
    with SerialRig(tmp_path) as rig, rig.path.open("rb", buffering=0) as other:
        async with running(rig) as events:
            await until(lambda: events)
            with pytest.raises(BlockingIOError):
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)

        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


async def test_a_port_in_use_is_taken_once_it_is_free(tmp_path: Path):
    with SerialRig(tmp_path) as rig, rig.path.open("rb", buffering=0) as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        async with running(rig) as events:
            await until(lambda: events)
            assert events == [ReaderLost(rig.lane, rig.reader, "in_use")]

            fcntl.flock(other, fcntl.LOCK_UN)
            await until(lambda: ReaderFound(rig.lane, rig.reader) in events)


async def test_a_missing_port_is_told_once_and_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """The log also tells when the reason changes."""
    rig = SerialRig(tmp_path)
    async with running(rig) as events:
        await until(lambda: rig.backoff._next >= 8 * rig.backoff._shortest)  # tried three times
        rig.path.mkdir()
        await until(lambda: len(caplog.records) == 2)

    assert events == [ReaderLost(rig.lane, rig.reader, "not_found")]
    assert "not_found" in caplog.messages[0]
    assert "failed" in caplog.messages[1]
    assert str(rig.path) in caplog.messages[1]


async def test_a_file_that_is_no_port_is_a_failure(tmp_path: Path):
    rig = SerialRig(tmp_path)
    rig.path.touch()
    async with running(rig) as events:
        await until(lambda: events)

    assert events == [ReaderLost(rig.lane, rig.reader, "failed")]


@pytest.mark.parametrize(
    ("error", "loss"),
    [
        (OSError(errno.ENOENT, ""), Loss.NOT_FOUND),
        (OSError(errno.ENODEV, ""), Loss.NOT_FOUND),
        (OSError(errno.EACCES, ""), Loss.NO_PERMISSION),
        (OSError(errno.EBUSY, ""), Loss.IN_USE),
        (OSError("no number"), Loss.FAILED),
        (termios.error(errno.EIO, ""), Loss.FAILED),
        (ValueError("baud"), Loss.FAILED),
    ],
    ids=str,
)
def test_a_port_that_does_not_open_says_why_in_a_word(error: Exception, loss: Loss):
    assert loss_of(error) is loss


async def test_a_port_that_stayed_open_is_tried_again_quickly(tmp_path: Path):
    with SerialRig(tmp_path, good_spell=0.0) as rig:
        async with running(rig) as events:
            for opening in range(1, 8):
                await until(lambda: events and isinstance(events[-1], ReaderFound))
                rig.unplug()
                await until(lambda: isinstance(events[-1], ReaderLost))
                rig.plug_in()
                assert len(events) == 2 * opening

            assert rig.backoff.pause() <= 2 * rig.backoff._shortest


async def test_what_was_shown_before_opening_is_not_read(tmp_path: Path):
    shown = encode("67003B51C6")
    with SerialRig(tmp_path) as rig, rig.path.open("rb", buffering=0) as port:
        rig.send(shown)
        await until(lambda: waiting(port.fileno()) == len(shown))
        async with running(rig) as events:
            await until(lambda: events)
            rig.show()
            await until(lambda: reads(events))

    assert reads(events) == [rig.credential.value]


async def test_half_a_frame_is_forgotten_after_the_gap(tmp_path: Path):
    decoder = Rdm6300()
    with SerialRig(tmp_path, decoder) as rig:
        async with running(rig) as events:
            await until(lambda: events)
            frame = encode(rig.credential.value)
            rig.send(frame[:7])
            await until(lambda: decoder.faults.dropped_bytes == 7)
            rig.send(frame[7:])
            rig.show()
            await until(lambda: reads(events))

    assert decoder.faults.dropped_bytes == 14
    assert len(reads(events)) == 1


async def test_half_a_frame_before_an_unplug_does_not_join_what_follows(tmp_path: Path):
    with SerialRig(tmp_path) as rig:
        async with running(rig) as events:
            await until(lambda: events)
            frame = encode(rig.credential.value)
            rig.send(frame[:7])
            rig.unplug()
            await until(lambda: isinstance(events[-1], ReaderLost))
            rig.plug_in()
            await until(lambda: isinstance(events[-1], ReaderFound))
            rig.send(frame[7:])
            rig.show()
            await until(lambda: reads(events))

    assert len(reads(events)) == 1


async def test_cancelling_while_the_port_is_being_opened_leaves_it_free(tmp_path: Path):
    with SerialRig(tmp_path) as rig, rig.path.open("rb", buffering=0) as other:
        async with running(rig):
            await asyncio.sleep(0)

        def is_free() -> bool:
            try:
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        await until(is_free)


async def test_noise_on_a_real_line_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING)
    with SerialRig(tmp_path) as rig:
        async with running(rig) as events:
            await until(lambda: events)
            rig.send(b"\xff" * 20)
            await until(lambda: "20 bytes dropped" in caplog.text)


async def test_the_line_is_8n1(tmp_path: Path):
    with SerialRig(tmp_path) as rig:
        async with running(rig) as events:
            await until(lambda: events)
            port = os.open(rig.path, os.O_RDWR | os.O_NOCTTY)
            try:
                iflag, _, cflag, _, ispeed, ospeed, _ = termios.tcgetattr(port)
            finally:
                os.close(port)

    assert (ispeed, ospeed) == (termios.B9600, termios.B9600)
    assert cflag & termios.CSIZE == termios.CS8
    assert not cflag & (termios.PARENB | termios.CSTOPB | termios.CRTSCTS)
    assert not iflag & (termios.IXON | termios.IXOFF | termios.ICRNL)
