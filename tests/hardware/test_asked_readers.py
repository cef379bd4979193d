"""Readers that must be asked, on a real port: what the contract does not say."""

import asyncio
import os
import tty
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from serial_asyncio_fast import create_serial_connection

from gate.core.values.events import ReadArrived, ReaderFound, ReaderLost
from gate.ports import ReaderEvent
from hardware.protocols.catalogue import make_decoder
from hardware.protocols.decoder import Options
from hardware.protocols.readers import chafon_ct, reader18, yrm100
from hardware.serial.read_meter import ReadMeter
from hardware.serial.wire import MOST_WAITING, Listener, Wire
from tests.contract.asked_rig import AskedRig
from tests.virtual_time import in_virtual_time
from tests.waiting import until


@asynccontextmanager
async def running(rig: AskedRig) -> AsyncIterator[list[ReaderEvent]]:
    events: list[ReaderEvent] = []
    task = asyncio.create_task(rig.source.run(events.append))
    try:
        yield events
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def kinds(events: list[ReaderEvent]) -> list[type[ReaderEvent]]:
    return [type(event) for event in events]


async def test_a_reader_that_loses_its_power_is_started_again(tmp_path: Path):
    with AskedRig("chafon_ct", tmp_path, pause=0.2, patience=0.2) as rig:
        async with running(rig) as events:
            rig.show()
            await until(lambda: ReadArrived in kinds(events))
            rig.power_cut()
            rig.show()

            await until(lambda: kinds(events).count(ReadArrived) == 2)


async def test_the_last_words_are_said_before_the_port_is_closed(tmp_path: Path):
    stop = chafon_ct.command(chafon_ct.STOP)
    with AskedRig("chafon_ct", tmp_path) as rig:
        async with running(rig) as events:
            await until(lambda: events and rig.heard)
            assert stop not in rig.heard

        await until(lambda: rig.heard.endswith(stop))


async def test_our_own_words_handed_back_are_counted_and_no_answer(tmp_path: Path):
    """An adapter that echoes must not make a dead reader look alive."""
    with AskedRig("reader18", tmp_path, patience=0.1) as rig:
        rig.echoes, rig.answers = True, False
        async with running(rig) as events:
            await until(lambda: reader18.command(reader18.INVENTORY) in rig.heard)
            await until(lambda: rig.source.health.echoes >= 3)
            assert rig.source.health.frames == 0

            rig.answers = True
            rig.show()
            await until(lambda: ReadArrived in kinds(events))


async def test_a_reader_that_answers_no_more_is_lost_until_it_does(tmp_path: Path):
    with AskedRig("yrm100", tmp_path, patience=0.1, mute=0.5) as rig:
        async with running(rig) as events:
            await until(lambda: rig.source.health.frames > 10)
            rig.answers = False
            lost = ReaderLost(rig.lane, rig.reader, "no_answer")
            await until(lambda: events[-1] == lost)

            rig.answers = True
            await until(lambda: events[-1] == ReaderFound(rig.lane, rig.reader))

    # On a machine that is busy for half a second it is lost and found once more.
    assert kinds(events) == [ReaderFound, *[ReaderLost, ReaderFound] * (len(events) // 2)]


@in_virtual_time
async def test_a_line_that_takes_nothing_is_not_told_more_and_more():
    """The far end is never read: after a while not even the kernel takes more."""
    far, port = os.openpty()
    tty.setraw(port)
    decoder, dialogue = make_decoder("yrm100", Options()), yrm100.DIALOGUE
    listener = Listener(lambda _: None, lambda: None, lambda: None)
    wire = Wire(decoder, dialogue, ReadMeter("masuk-rfid", decoder), listener)
    transport, _ = await create_serial_connection(
        asyncio.get_running_loop(), lambda: wire, os.ttyname(port)
    )
    await asyncio.sleep(3600)

    waiting = transport.get_write_buffer_size()
    assert MOST_WAITING < waiting <= MOST_WAITING + max(map(len, dialogue.start + dialogue.polls))

    transport.abort()
    await wire.closed.wait()
    os.close(far)
    os.close(port)
