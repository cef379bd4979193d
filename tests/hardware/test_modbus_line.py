"""Relay and input boards as they come, go and misbehave, played by a real Modbus server."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymodbus.pdu import ModbusPDU
from pymodbus.pdu.bit_message import ReadDiscreteInputsResponse

from gate.clock import monotonic
from hardware import modbus_board
from tests.hardware.board_site import PATIENT, BoardSite
from tests.hardware.played_board import FLASH_ON
from tests.waiting import wait_for


@pytest.fixture
def site(tmp_path: Path) -> Iterator[BoardSite]:
    with BoardSite(tmp_path) as site:
        yield site


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
    assert site.line.settle(5)
    wait_for(lambda: not site.unit.is_on(1))

    assert site.unit.heard == [(FLASH_ON, 5)]


@pytest.mark.parametrize(("seconds", "tenths"), [(0.01, 1), (0.25, 3), (0.3, 3), (99999.0, 0x7FFF)])
def test_a_pulse_is_rounded_up_to_what_the_board_can_time(
    site: BoardSite, seconds: float, tenths: int
):
    site.start(PATIENT).until_seen()

    site.board.switch_on(2, seconds)
    assert site.line.settle(5)

    assert site.unit.heard[-1] == (FLASH_ON + 1, tenths)


def test_what_stays_on_is_never_latched_and_goes_off_without_us(
    site: BoardSite, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(modbus_board, "LEASE", 5)
    monkeypatch.setattr(modbus_board, "RENEWED", 0.1)
    site.start(PATIENT).until_seen()
    site.unit.heard.clear()

    site.board.switch_on(1, None)
    wait_for(lambda: len(site.unit.heard) >= 8)
    assert site.unit.is_on(1)
    assert set(site.unit.heard) == {(FLASH_ON, 5)}

    site.cable.cut = True  # as if we were gone
    wait_for(lambda: not site.unit.is_on(1))


def test_the_end_switches_off_what_stays_on(site: BoardSite):
    site.start().until_seen()
    site.board.switch_on(1, None)
    assert site.line.settle(5)
    assert site.unit.is_on(1)

    site.stop()

    assert not site.unit.is_on(1)


def test_a_board_that_falls_silent_is_unknown_and_known_again_with_its_relays_off(
    site: BoardSite, caplog: pytest.LogCaptureFixture
):
    site.start().until_seen()
    site.unit.closed[3] = True

    site.unit.silent = True
    wait_for(lambda: site.board.look() is None)
    site.unit.heard.clear()
    site.unit.silent = False
    wait_for(lambda: site.board.look() is not None)

    assert site.board.look() == [False, False, False, True, False, False, False, False]
    wait_for(lambda: site.unit.heard == [(0, 0), (1, 0)])
    said = [record.message for record in caplog.records if record.levelno >= logging.WARNING]
    assert said == ["board a: does not answer; trying again"]


def test_a_silent_board_keeps_no_other_from_being_seen(site: BoardSite):
    site.start().until_seen()
    other = site.line.boards["b"]
    wait_for(lambda: other.look() is not None)

    site.unit.silent = True
    wait_for(lambda: site.board.silent)
    for _ in range(30):
        looks = site.other.looks
        wait_for(lambda before=looks: site.other.looks > before)
        assert other.look() is not None


def test_a_pulse_that_found_no_board_in_time_is_void(
    site: BoardSite, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(modbus_board, "TOO_LATE", 0.2)
    site.start().until_seen()
    site.cable.unplug()
    wait_for(lambda: site.board.silent)
    site.unit.heard.clear()

    site.board.switch_on(1, 0.5)
    void = monotonic() + 0.2
    wait_for(lambda: monotonic() > void)
    site.cable.plug_in()
    site.until_seen()
    wait_for(lambda: len(site.unit.heard) == 2)

    assert site.unit.heard == [(0, 0), (1, 0)]


def test_a_pulse_without_an_answer_is_not_sent_again(site: BoardSite):
    site.start().until_seen()
    site.cable.cut = True

    site.board.switch_on(1, 0.5)
    wait_for(lambda: site.board.settled)
    site.cable.cut = False
    site.unit.heard.clear()
    site.until_seen()

    assert (FLASH_ON, 5) not in site.unit.heard


def test_switching_off_is_tried_until_the_board_has_it(site: BoardSite):
    site.start(PATIENT).until_seen()
    site.board.switch_on(1, None)
    assert site.line.settle(5)
    site.cable.cut = True
    site.board.switch_off(1)
    wait_for(lambda: site.board.silent)

    site.cable.cut = False

    wait_for(lambda: not site.unit.is_on(1))
    assert site.unit.heard[-1] in {(0, 0), (1, 0)}


def test_the_newest_word_on_a_relay_counts(site: BoardSite, monkeypatch: pytest.MonkeyPatch):
    """A renewal that is on its way must not outlive the order to switch off."""
    site.start().until_seen()
    ask = site.line._ask

    def meanwhile(board: modbus_board.Board, request: ModbusPDU) -> ModbusPDU | None:
        if request.address == FLASH_ON:
            board.switch_off(1)
        return ask(board, request)

    monkeypatch.setattr(site.line, "_ask", meanwhile)
    site.board.switch_on(1, None)
    wait_for(lambda: site.unit.heard[-1] == (0, 0))

    assert site.line.settle(5)
    assert not site.unit.is_on(1)


def test_a_pulled_plug_makes_all_unknown_until_it_is_back(
    site: BoardSite, caplog: pytest.LogCaptureFixture
):
    site.start().until_seen()

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

    assert monotonic() - began < 5
    assert not any(thread.name.startswith("boards on") for thread in threading.enumerate())


def test_a_board_with_too_few_inputs_is_unknown(site: BoardSite):
    site.unit.closed = []
    site.start()
    wait_for(lambda: site.board.silent)

    assert site.board.look() is None


def test_a_failure_of_ours_is_a_silence_that_ends(
    site: BoardSite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    site.start().until_seen()
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
        assert site.line.settle(5)

    assert not site.unit.is_on(1)
    said = [record.message for record in caplog.records if record.levelno >= logging.WARNING]
    assert said[0] == "board a refuses switching this relay for a time, address 512"
    assert not any("refuses" in message for message in said[1:])


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

        wait_for(lambda: site.unit.is_on(1))
        wait_for(lambda: (site.board.look() or [False])[0])
