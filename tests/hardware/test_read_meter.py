import pytest

from hardware.protocols.rdm6300 import Rdm6300
from hardware.read_meter import MOST_READS, REPORT_INTERVAL, ReadMeter


def test_reads_beyond_the_cap_of_a_second_do_not_go_on():
    meter = ReadMeter("masuk-rfid", Rdm6300())

    assert meter.pass_on(MOST_READS - 50, 7.1) == MOST_READS - 50
    assert meter.pass_on(60, 7.9) == 50
    assert meter.pass_on(1, 7.99) == 0
    assert meter.pass_on(1, 8.0) == 1


def test_losses_are_logged_when_there_are_new_ones_and_seldom(caplog: pytest.LogCaptureFixture):
    decoder = Rdm6300()
    meter = ReadMeter("masuk-rfid", decoder)

    meter.report(100.0)
    assert caplog.messages == []

    decoder.faults.bad_frames += 1
    meter.pass_on(MOST_READS + 3, 100.0)
    meter.report(100.0)
    assert "reader masuk-rfid: so far 1 bad frames, 0 bytes dropped, 3 reads" in caplog.messages[0]

    decoder.faults.dropped_bytes += 5
    meter.report(99.0 + REPORT_INTERVAL)
    assert len(caplog.messages) == 1

    meter.report(100.0 + REPORT_INTERVAL)
    meter.report(101.0 + 2 * REPORT_INTERVAL)
    assert len(caplog.messages) == 2
    assert "5 bytes dropped" in caplog.messages[1]
