import pytest

from gate.core.values.model import Credential, Medium
from gate.ports import ReaderHealth
from hardware.protocols.decoder import Reading
from hardware.protocols.readers.rdm6300 import Rdm6300
from hardware.serial.read_meter import KEPT_BYTES, MOST_READS, REPORT_INTERVAL, ReadMeter

READING = Reading(Credential(Medium.TAG, "01001293D8"), antenna=2, rssi=-61.0)


def passed(meter: ReadMeter, count: int, now: float) -> int:
    return len(meter.pass_on([READING] * count, now))


def test_reads_beyond_the_cap_of_a_second_do_not_go_on():
    meter = ReadMeter("masuk-rfid", Rdm6300())

    assert passed(meter, MOST_READS - 50, 7.1) == MOST_READS - 50
    assert passed(meter, 60, 7.9) == 50
    assert passed(meter, 1, 7.99) == 0
    assert passed(meter, 1, 8.0) == 1


def test_losses_are_logged_when_there_are_new_ones_and_seldom(caplog: pytest.LogCaptureFixture):
    decoder = Rdm6300()
    meter = ReadMeter("masuk-rfid", decoder)

    meter.report(100.0)
    assert caplog.messages == []

    decoder.faults.bad_frames += 1
    passed(meter, MOST_READS + 3, 100.0)
    meter.report(100.0)
    assert "reader masuk-rfid: so far 1 bad frames, 0 bytes dropped, 3 reads" in caplog.messages[0]

    decoder.faults.dropped_bytes += 5
    meter.report(99.0 + REPORT_INTERVAL)
    assert len(caplog.messages) == 1

    meter.report(100.0 + REPORT_INTERVAL)
    meter.report(101.0 + 2 * REPORT_INTERVAL)
    assert len(caplog.messages) == 2
    assert "5 bytes dropped" in caplog.messages[1]


def test_what_the_line_carried_can_be_shown():
    meter = ReadMeter("masuk-rfid", Rdm6300())
    assert meter.health == ReaderHealth()

    meter.heard(bytes(range(40)), 7.5)
    meter.heard(b"ab", 8.5)
    passed(meter, 1, 8.5)
    meter.echoes += 1

    health = meter.health
    assert health.last_bytes == bytes(range(10, 40)) + b"ab"
    assert len(health.last_bytes) == KEPT_BYTES
    assert (health.heard_at, health.antenna, health.rssi, health.echoes) == (8.5, 2, -61.0, 1)


def test_every_byte_can_be_tapped():
    seen: list[bytes] = []
    meter = ReadMeter("masuk-rfid", Rdm6300(), seen.append)
    meter.heard(b"abc", 1.0)

    assert seen == [b"abc"]
