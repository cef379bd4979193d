"""Relay and input boards as they come, go and misbehave, played by a real Modbus server."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from pymodbus.pdu.bit_message import ReadDiscreteInputsResponse

from gate.clock import monotonic
from hardware.modbus.board import USUAL
from tests.hardware.board_site import UNHURRIED, BoardSite
from tests.hardware.played_board import FLASH_ON
from tests.waiting import BOUND, wait_for

QUIET = [False] * 8


@pytest.fixture
def site(tmp_path: Path) -> Iterator[BoardSite]:
    with BoardSite(tmp_path) as site:
        yield site


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.levelno >= logging.WARNING]


def test_every_relay_is_off_before_anything_else(site: BoardSite):
    site.unit.write(0, 1)  # left on by whoever was here before
    site.unit.heard.clear()

    site.start()
    wait_for(lambda: site.unit.looks)

    assert site.unit.heard == [(0, 0), (1, 0)]


def test_a_pulse_is_timed_by_the_board_and_sent_once(site: BoardSite):
    site.start().until_seen()
    site.unit.heard.clear()

    site.board.switch_on(1, 0.5)
    assert site.line.settle(BOUND)
    wait_for(lambda: not site.unit.is_on(1))
    looks = site.unit.looks
    wait_for(lambda: site.unit.looks > looks + 1)

    assert site.unit.heard == [(FLASH_ON, 5)]


def test_what_stays_on_is_never_latched_and_goes_off_without_us(site: BoardSite):
    site.start(replace(UNHURRIED, lease=5, renewal=0.1)).until_seen()
    site.unit.heard.clear()

    site.board.switch_on(1, None)
    wait_for(lambda: len(site.unit.heard) >= 8)
    assert set(site.unit.heard) == {(FLASH_ON, 5)}

    site.cable.unplug()  # as if we were gone
    wait_for(lambda: not site.unit.is_on(1))


def test_the_end_switches_off_what_stays_on(site: BoardSite):
    site.start().until_seen()
    site.board.switch_on(1, None)
    assert site.line.settle(BOUND)
    assert site.unit.is_on(1)

    site.stop()

    assert not site.unit.is_on(1)


def test_a_board_that_falls_silent_is_unknown_and_known_again_with_its_relays_off(site: BoardSite):
    site.start(USUAL).until_seen()

    site.unit.silent = True
    wait_for(lambda: site.board.look() is None)
    site.unit.closed[3] = True
    site.unit.heard.clear()
    site.unit.silent = False

    wait_for(lambda: site.board.look() == [*QUIET[:3], True, *QUIET[4:]])
    wait_for(lambda: {(0, 0), (1, 0)} <= set(site.unit.heard))


def test_a_silent_board_keeps_no_other_from_being_seen(site: BoardSite):
    """Each time it is asked in vain, the other one is looked at many times before it is again."""
    site.start(replace(USUAL, stale=BOUND)).until_seen()
    other = site.line.boards["b"]
    wait_for(lambda: other.look() is not None)

    site.unit.silent = True
    wait_for(lambda: site.board.silent)
    site.cable.asked.clear()
    wait_for(
        lambda: max((len(list(turns)) for _, turns in groupby(site.cable.asked)), default=0) > 5
    )
    site.other.closed[7] = True

    wait_for(lambda: other.look() == [*QUIET[:7], True])


def test_a_pulse_without_an_answer_is_not_sent_again(site: BoardSite):
    """Not by the library either."""
    site.start(replace(USUAL, retry=0.05, stale=BOUND, too_late=BOUND)).until_seen()
    site.cable.cut = True
    site.board.switch_on(1, 0.5)
    wait_for(lambda: site.board.settled)
    said = len(site.cable.swallowed)
    wait_for(lambda: len(site.cable.swallowed) > said + 50)

    assert site.cable.swallowed.count(b"\x01\x05\x02\x00\x00\x05") == 1


def test_switching_off_is_tried_until_the_board_has_it(site: BoardSite):
    site.start(replace(USUAL, lease=UNHURRIED.lease)).until_seen()
    site.board.switch_on(1, None)
    wait_for(lambda: site.unit.is_on(1))
    site.cable.cut = True
    site.board.switch_off(1)
    wait_for(lambda: site.board.silent)
    assert site.unit.is_on(1)

    site.cable.cut = False

    wait_for(lambda: not site.unit.is_on(1))


def test_a_pulled_plug_makes_all_unknown_until_it_is_back(
    site: BoardSite, caplog: pytest.LogCaptureFixture
):
    site.start(replace(UNHURRIED, stale=USUAL.stale)).until_seen()

    site.cable.unplug()
    wait_for(lambda: site.board.look() is None)
    wait_for(lambda: any("cannot be opened" in record.message for record in caplog.records))
    site.cable.plug_in()

    site.until_seen()


def test_a_line_that_is_not_there_at_the_start_is_waited_for(site: BoardSite):
    site.cable.unplug()
    site.start()
    wait_for(lambda: site.board.silent)

    site.cable.plug_in()

    site.until_seen()


def test_a_line_that_is_not_there_holds_up_no_end(site: BoardSite):
    site.cable.unplug()
    site.start()
    wait_for(lambda: site.board.silent)
    site.board.switch_on(1, None)

    began = monotonic()
    site.stop()

    assert monotonic() - began < UNHURRIED.farewell
    assert not any(thread.name.startswith("boards on") for thread in threading.enumerate())


def test_a_board_with_too_few_inputs_is_unknown(site: BoardSite):
    site.unit.closed = []
    site.start()
    wait_for(lambda: site.board.silent)

    assert site.board.look() is None


def test_a_failure_of_ours_is_a_silence_that_ends(
    site: BoardSite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    site.start(replace(UNHURRIED, stale=USUAL.stale)).until_seen()
    with monkeypatch.context() as broken:
        broken.setattr(site.line, "_switch", lambda _: 1 // 0)
        wait_for(lambda: site.board.look() is None)

    site.until_seen()

    assert any("beginning anew" in record.message for record in caplog.records)


def test_a_board_that_cannot_time_a_pulse_says_so_and_stays_off(
    site: BoardSite, caplog: pytest.LogCaptureFixture
):
    """It has a relay that we could only latch; we do not."""
    site.unit.refuses = True
    site.start().until_seen()

    for _ in range(2):
        site.board.switch_on(1, 0.5)
        wait_for(lambda: site.board.settled)

    assert not site.unit.is_on(1)
    said = warnings(caplog)
    assert said[0] == "board a refuses switching this relay for a time, address 512"
    assert not any("refuses" in message for message in said[1:])


def test_a_board_that_cannot_tell_its_inputs_says_so_and_is_unknown(
    site: BoardSite, caplog: pytest.LogCaptureFixture
):
    site.unit.blind = True
    site.start()
    wait_for(lambda: site.board.silent)

    assert site.board.look() is None
    assert warnings(caplog)[0] == "board a refuses this input, address 0"


def test_an_answer_to_another_question_is_none(site: BoardSite, monkeypatch: pytest.MonkeyPatch):
    """As one that comes after its time was over."""
    site.start().until_seen()
    late = ReadDiscreteInputsResponse(bits=[True] * 8, dev_id=1)
    monkeypatch.setattr(site.line._client, "execute", lambda *_: late)
    monkeypatch.setattr(site.line, "_look", lambda _: None)

    site.board.switch_off(1)
    wait_for(lambda: site.board.silent)

    assert not site.board.settled


def test_an_adapter_that_hands_back_our_words_is_understood(tmp_path: Path):
    with BoardSite(tmp_path, echo=True) as site:
        site.start().until_seen()
        site.unit.closed[0] = True
        site.board.switch_on(1, 0.5)
        assert site.line.settle(BOUND)

        assert site.unit.heard[-1] == (FLASH_ON, 5)
        wait_for(lambda: site.board.look() == [True, *QUIET[1:]])
