"""What every reader promises, whatever it is made of."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from gate.core.values.events import ReadArrived, ReaderFound, ReaderLost
from gate.ports import ReaderEvent
from tests.contract.rigs import ReaderRig
from tests.waiting import until

Events = list[ReaderEvent]


@pytest.fixture
async def events(reader_rig: ReaderRig) -> AsyncIterator[Events]:
    """What a running reader submits."""
    seen: Events = []
    running = asyncio.create_task(reader_rig.source.run(seen.append))
    yield seen
    assert not running.done(), "a reader runs until it is cancelled"
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


def found(rig: ReaderRig) -> ReaderFound:
    return ReaderFound(rig.lane, rig.reader)


def kinds(events: Events) -> list[type[ReaderEvent]]:
    return [type(event) for event in events]


async def test_says_that_it_was_found_at_the_first_opening(reader_rig: ReaderRig, events: Events):
    await until(lambda: events)

    assert events == [found(reader_rig)]


async def test_delivers_what_is_shown_each_time(reader_rig: ReaderRig, events: Events):
    await until(lambda: events)

    for _ in range(3):
        reader_rig.show()
    await until(lambda: len(events) == 4)

    read = ReadArrived(reader_rig.lane, reader_rig.reader, reader_rig.credential)
    assert events == [found(reader_rig), read, read, read]


async def test_it_tells_what_its_line_has_carried(reader_rig: ReaderRig, events: Events):
    await until(lambda: events)
    before = reader_rig.source.health.frames

    reader_rig.show()
    await until(lambda: reader_rig.source.health.frames > before)


async def test_garbage_neither_raises_nor_deafens(reader_rig: ReaderRig, events: Events):
    await until(lambda: events)

    reader_rig.send(bytes(range(256)) * 4)
    await until(lambda: ReadArrived in kinds(events), meanwhile=reader_rig.show)

    assert ReaderLost not in kinds(events)


async def test_is_lost_once_when_unplugged_and_found_when_back(
    reader_rig: ReaderRig, events: Events
):
    await until(lambda: events)

    for cycle in range(1, 4):
        reader_rig.unplug()
        await until(lambda: ReaderLost in kinds(events[-1:]))
        reader_rig.plug_in()
        await until(lambda: ReaderFound in kinds(events[-1:]))
        assert kinds(events) == [ReaderFound, *[ReaderLost, ReaderFound] * cycle]

    reader_rig.show()
    await until(lambda: ReadArrived in kinds(events))


async def test_says_that_it_is_lost_when_not_there_at_the_start(reader_rig: ReaderRig):
    reader_rig.unplug()
    events: Events = []
    running = asyncio.create_task(reader_rig.source.run(events.append))

    await until(lambda: events)
    assert kinds(events) == [ReaderLost]

    reader_rig.plug_in()
    await until(lambda: ReaderFound in kinds(events))
    assert kinds(events) == [ReaderLost, ReaderFound]

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_can_run_again_after_being_cancelled(reader_rig: ReaderRig):
    """Cancelling gives the port back, so that it can be opened anew."""
    for _ in range(2):
        events: Events = []
        running = asyncio.create_task(reader_rig.source.run(events.append))
        await until(lambda seen=events: seen)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

        assert events == [found(reader_rig)]
