"""The alarm of a silent reader, on a lane of the real core."""

from datetime import UTC, datetime

from gate.core.reader_silence import HOURS, PASSED_BY
from gate.core.reader_watch import habit_key
from gate.core.values.commands import Answer, Record
from tests.gate.core.rig import A_TAG, LOOPLESS, NO_TAG, WALL, Rig

KEY = habit_key("reader")
BUSY = {KEY: {"means": [2000] * HOURS, "weeks": "4" * HOURS}}
"""Twenty visits in every hour."""

TOO_LONG = 3000.0


def lane(**more: object) -> Rig:
    rig = Rig.closed(memory=BUSY, **more)
    rig.find_reader()
    return rig


def alarms(rig: Rig) -> list[str]:
    return [row.kind for row in rig.rows("alarm.") if row.payload["alarm"] == "reader_silent"]


def test_a_reader_that_is_silent_for_too_long_is_an_alarm_once_until_it_reads():
    rig = lane(fitted=LOOPLESS)
    rig.read(A_TAG)
    read_at = rig.wall + rig.now
    rig.wait(TOO_LONG)
    rig.wait(TOO_LONG)
    assert alarms(rig) == ["alarm.raised"]
    (row,) = (row for row in rig.rows("alarm.raised") if row.payload["alarm"] == "reader_silent")
    assert row.payload["detail"] == {"reader": "reader", "since": read_at}

    rig.read(NO_TAG)
    assert alarms(rig) == ["alarm.raised", "alarm.cleared"]
    rig.wait(TOO_LONG)
    assert alarms(rig)[2:] == ["alarm.raised"]


def test_a_reader_that_is_unplugged_is_lost_and_not_silent():
    rig = lane(fitted=LOOPLESS)
    rig.wait(TOO_LONG)
    rig.lose_reader()
    rig.wait(TOO_LONG)

    assert alarms(rig) == ["alarm.raised", "alarm.cleared"]


def test_with_an_arming_loop_vehicles_must_have_come_unread():
    rig = lane()
    rig.wait(3 * TOO_LONG)
    assert alarms(rig) == []

    for _ in range(PASSED_BY):
        rig.arrive()
        rig.leave()
        rig.wait(10)
    assert alarms(rig) == ["alarm.raised"]


def test_nothing_is_expected_of_a_reader_that_is_not_known():
    rig = Rig.closed(memory=BUSY, fitted=LOOPLESS)
    rig.read(A_TAG, reader="another")
    rig.lose_reader()
    rig.wait(3 * TOO_LONG)

    assert alarms(rig) == []


def test_a_reader_that_is_found_again_goes_on_from_what_it_knew():
    rig = lane(fitted=LOOPLESS)
    rig.lose_reader()
    rig.find_reader()
    rig.wait(TOO_LONG)

    assert alarms(rig) == ["alarm.raised"]


def test_it_waits_for_a_row_to_carry_what_was_learned():
    rig = Rig.closed(fitted=LOOPLESS)
    rig.find_reader()
    rig.wait(3 * 3600)
    watch = rig.site._readers

    assert watch.keep([Answer("o1", None)]) == [Answer("o1", None)]
    _, row = watch.keep([Answer("o1", None), Record("order.accepted")])
    assert isinstance(row, Record)
    assert KEY in row.remember


def test_what_was_learned_is_kept_with_the_next_row():
    rig = Rig.closed(fitted=LOOPLESS)
    rig.find_reader()
    rig.wait(3 * 3600)
    assert KEY not in rig.memory

    rig.read(NO_TAG)
    kept = rig.memory[KEY]
    assert isinstance(kept, dict)
    hour = datetime.fromtimestamp(WALL + 2 * 3600, UTC)
    seen = str(kept["weeks"])
    assert seen[hour.weekday() * 24 + hour.hour] == "1"
    assert seen.count("1") == 2
