"""Readers that must be asked, on a real port: what the contract does not say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from gate.core.events import ReadArrived, ReaderFound, ReaderLost
from gate.ports import ReaderEvent
from hardware import conversation
from hardware.protocols import chafon_ct, reader18, reader288
from tests.contract.asked_rig import AskedRig
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
    with AskedRig("chafon_ct", tmp_path) as rig:
        rig.source._dialogue = chafon_ct.DIALOGUE.__class__(
            chafon_ct.DIALOGUE.start, chafon_ct.DIALOGUE.polls, 0.2, 0.2, chafon_ct.DIALOGUE.stop
        )
        async with running(rig) as events:
            rig.show()
            await until(lambda: ReadArrived in kinds(events))
            rig._head.power_cut()
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
    with AskedRig("reader18", tmp_path) as rig:
        rig.echoes, rig.answers = True, False
        async with running(rig) as events:
            await until(lambda: reader18.command(reader18.INVENTORY) in rig.heard)
            await until(lambda: rig.source.health.echoes >= 3)
            assert rig.source.health.frames == 0

            rig.answers = True
            rig.show()
            await until(lambda: ReadArrived in kinds(events))


async def test_a_reader_that_answers_no_more_is_lost_until_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(conversation, "MUTE", 0.5)
    monkeypatch.setattr(conversation, "_MUTE_TURNS", 0)
    with AskedRig("yrm100", tmp_path) as rig:
        async with running(rig) as events:
            await until(lambda: rig.source.health.frames > 10)
            rig.answers = False
            await until(lambda: ReaderLost in kinds(events))
            assert events[-1] == ReaderLost(rig.lane, rig.reader, "no_answer")

            rig.answers = True
            await until(lambda: ReaderFound in kinds(events[-1:]))

    assert kinds(events) == [ReaderFound, ReaderLost, ReaderFound]


async def test_a_line_that_takes_nothing_is_not_told_more_and_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("hardware.wire.MOST_WAITING", -1)
    with AskedRig("reader288", tmp_path) as rig:
        async with running(rig) as events:
            await until(lambda: events)
            await asyncio.sleep(0.1)

    assert reader288.inventory() not in rig.heard
    assert rig.heard == b""
