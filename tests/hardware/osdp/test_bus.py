"""OSDP readers as they come, go and misbehave, played by libosdp itself."""

import sys
import threading
from pathlib import Path

import osdp_sys
import pytest

from gate.errors import ConfigError
from hardware.osdp.library import libosdp
from tests.hardware.osdp_site import CARD, KEY, OTHER, Site
from tests.hardware.played_osdp import PlayedReader
from tests.waiting import until


async def test_a_card_comes_over_the_secure_channel(tmp_path: Path):
    async with Site(tmp_path, PlayedReader(5, KEY), ours={5: KEY}) as site:
        await until(site.is_found)
        assert site.played[5].is_secure

        await site.read(CARD)

    assert site.reads() == [CARD.hex().upper()]
    assert site.readers[5].health.frames == 1
    assert site.readers[5].health.heard_at is not None


async def test_what_is_no_card_is_counted_and_not_read(tmp_path: Path):
    async with Site(tmp_path, PlayedReader(5, KEY), ours={5: KEY}) as site:
        await until(site.is_found)

        site.played[5].show(b"\x80\x00\x00\x00", bits=26, card_format=1)
        await site.read(CARD)

    assert site.reads() == [CARD.hex().upper()]
    assert site.readers[5].health.bad_frames == 1


async def test_readers_of_one_bus_are_told_apart_by_their_address(tmp_path: Path):
    readers = [PlayedReader(7, KEY), PlayedReader(3, OTHER)]
    async with Site(tmp_path, *readers, ours={3: OTHER, 7: KEY}) as site:
        await until(lambda: site.is_found(3) and site.is_found(7))

        await site.read(CARD, 3)
        await site.read(CARD[::-1], 7)

    assert site.reads(3) == [CARD.hex().upper()]
    assert site.reads(7) == [CARD[::-1].hex().upper()]


async def test_a_dead_reader_on_the_bus_does_not_deafen_the_others(tmp_path: Path):
    readers = [PlayedReader(7, KEY), PlayedReader(3, KEY, powered=False)]
    async with Site(tmp_path, *readers, ours={7: KEY, 3: KEY}) as site:
        await until(lambda: site.is_found(7))
        for _ in range(3):
            await site.read(CARD, 7)

        assert not site.is_found(3)


async def test_a_wrong_key_is_said_and_nothing_is_read_until_it_is_right(tmp_path: Path):
    async with Site(tmp_path, PlayedReader(5, OTHER), ours={5: KEY}) as site:
        await until(lambda: site.loss() == "wrong_key")
        site.played[5].show(CARD)
        assert not site.played[5].is_secure

        site.played[5].set_key(KEY)
        await until(site.is_found)

    assert site.reads() == []


async def test_a_reader_without_a_key_is_neither_trusted_nor_given_ours(tmp_path: Path):
    async with Site(tmp_path, PlayedReader(5, None), ours={5: KEY}) as site:
        await until(lambda: site.loss() == "wrong_key")
        site.played[5].show(CARD)
        await until(lambda: site.bus.members[0].resting)  # looked for again, in vain

        assert site.reads() == []
        assert not any(
            command["command"] == osdp_sys.CMD_KEYSET for command in site.played[5].commands
        )


async def test_in_the_clear_only_where_the_site_says_so(tmp_path: Path):
    async with Site(tmp_path, PlayedReader(5, None), ours={5: None}) as site:
        await until(site.is_found)
        await site.read(CARD)


async def test_a_port_that_is_gone_is_lost_once_whatever_the_reason_becomes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    async with Site(tmp_path, PlayedReader(5, KEY), ours={5: KEY}) as site:
        await until(site.is_found)
        site.cable.unplug()
        await until(lambda: "not_found" in caplog.text)
        site.cable.plug_in()
        await until(site.is_found)

    assert [type(event).__name__ for event in site.events[5]] == [
        "ReaderFound",
        "ReaderLost",
        "ReaderFound",
    ]


@pytest.mark.parametrize(
    ("granted", "color", "beeps"),
    [(True, osdp_sys.LED_COLOR_GREEN, 1), (False, osdp_sys.LED_COLOR_RED, 3)],
)
async def test_a_decision_is_shown_by_light_and_beep(
    tmp_path: Path, *, granted: bool, color: int, beeps: int
):
    async with Site(tmp_path, PlayedReader(5, KEY), ours={5: KEY}) as site:
        await until(site.is_found)

        site.readers[5].answer(granted=granted)
        await until(lambda: len(site.played[5].commands) == 2)

    light, beep = site.played[5].commands
    assert (light["command"], light["on_color"]) == (osdp_sys.CMD_LED, color)
    assert (beep["command"], beep["rep_count"]) == (osdp_sys.CMD_BUZZER, beeps)


async def test_a_decision_for_a_reader_that_is_lost_is_forgotten(tmp_path: Path):
    async with Site(tmp_path, PlayedReader(5, OTHER), ours={5: KEY}) as site:
        await until(lambda: site.loss() == "wrong_key")
        site.readers[5].answer(granted=True)
        await until(lambda: not site.bus.members[0].verdicts)

        site.played[5].set_key(KEY)
        await until(site.is_found)
        site.readers[5].answer(granted=False)
        await until(lambda: len(site.played[5].commands) == 2)

    assert site.played[5].commands[0]["on_color"] == osdp_sys.LED_COLOR_RED


async def test_a_failure_of_ours_is_a_loss_that_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    async with Site(tmp_path, PlayedReader(5, KEY), ours={5: KEY}) as site:
        await until(site.is_found)
        with monkeypatch.context() as broken:
            broken.setattr(site.bus, "_online", lambda _: 1 // 0)
            await until(lambda: site.loss() == "failed")

        await until(site.is_found)

    assert any("beginning anew" in record.message for record in caplog.records)


@pytest.mark.parametrize("jump", [-3600.0, 3600.0])
async def test_a_clock_that_is_set_deafens_nobody(tmp_path: Path, jump: float):
    """libosdp measures time by it: set back, it would not ask again for an hour."""
    async with Site(tmp_path, PlayedReader(5, KEY), ours={5: KEY}) as site:
        await until(site.is_found)
        before = site.played[5].greeted

        site.ahead = jump
        await until(lambda: site.played[5].greeted > before)
        await site.read(CARD)

    assert [type(event).__name__ for event in site.events[5]] == ["ReaderFound", "ReadArrived"]


async def test_the_thread_ends_with_the_last_reader(tmp_path: Path):
    readers = [PlayedReader(7, KEY), PlayedReader(3, KEY)]
    async with Site(tmp_path, *readers, ours={7: KEY, 3: KEY}) as site:
        await until(lambda: site.is_found(3) and site.is_found(7))
        name = f"OSDP on {site.cable.path}"
        assert name in {thread.name for thread in threading.enumerate()}

    assert name not in {thread.name for thread in threading.enumerate()}


def test_without_libosdp_the_site_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "osdp_sys", None)

    with pytest.raises(ConfigError, match='protocol = "osdp" needs libosdp'):
        libosdp()
