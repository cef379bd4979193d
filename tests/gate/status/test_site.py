import pytest

from gate.core.values.events import Action
from gate.core.values.model import Category, Instant
from gate.core.values.zones import Zone
from gate.ports import ReaderHealth, ReaderState
from gate.status import site as site_status
from tests.gate.core.house import House
from tests.gate.core.rig import A_TAG, WALL, Rig
from tests.gate.core.vehicles import tag, vehicle
from tests.gate.status.whole import in_json


@pytest.fixture
def rig() -> Rig:
    """A closed lane whose boom is ours to lower."""
    return Rig.closed()


def test_an_alarm_says_what_the_pages_read(rig):
    rig.lose_reader()
    (alarm,) = rig.lane.alarms.standing.values()

    assert in_json(site_status.alarm(alarm)) == {
        "id": "masuk/reader_lost/reader",
        "alarm": "reader_lost",
        "lane": "masuk",
        "since": WALL + rig.now,
        "detail": {"reader": "reader", "reason": "unplugged"},
        "acknowledged": None,
        "acknowledged_at": None,
        "over": False,
        "over_at": None,
    }


def test_a_reader_says_what_it_read_last():
    state = ReaderState("masuk", connected=True, credential=A_TAG, at=7.0)

    shown = in_json(site_status.reader(state, "masuk", ReaderHealth()))
    shown.pop("line")

    assert shown == {
        "lane": "masuk",
        "connected": True,
        "reason": None,
        "credential": "tag:01001293D8",
        "at": 7.0,
    }


def test_a_reader_says_what_its_line_carries():
    health = ReaderHealth(frames=9, bad_frames=2, heard_at=5.0, last_bytes=b"\x02A\x03", rssi=-60.0)
    line = site_status.reader(None, "masuk", health).line

    assert (line.frames, line.bad_frames, line.heard_at) == (9, 2, 5.0)
    assert (line.last_bytes, line.rssi, line.antenna) == ("02 41 03", -60.0, None)


def test_a_reader_never_heard_of_is_not_connected():
    shown = site_status.reader(None, "masuk", ReaderHealth())

    assert (shown.connected, shown.credential, shown.at) == (False, None, None)


def test_how_full_the_site_and_each_zone_is():
    yard = Zone("dalam", frozenset({"masuk"}), frozenset(), "Halaman", 3, {Category.VISITOR: 1})
    house = House(vehicle(1, tag("0A")), zone=yard)
    house.order(Action.CORRECT_OCCUPANCY, "1")
    house.go("masuk", tag("0A"))

    told = site_status.occupancy(house.site.occupancy, Instant(0.0, WALL, trusted=True))

    zone = {"inside": 2, "capacity": 3, "free": 1, "by_category": {"employee": 1, "unknown": 1}}
    assert in_json(told) == {
        **zone,
        "certainty": "sure",
        "zones": {
            "dalam": {
                **zone,
                "name": "Halaman",
                "capacity_of": {"visitor": 1},
                "certainty": "sure",
                "off_by": 0,
            }
        },
    }
    assert site_status.occupancy(None, Instant(0.0, WALL, trusted=True)) is None


def test_a_site_that_was_never_counted_and_has_no_limit_is_unsure():
    house = House(vehicle(1, tag("0A")))

    told = site_status.occupancy(house.site.occupancy, Instant(0.0, WALL, trusted=True))

    assert (told.capacity, told.free, told.certainty) == (None, None, "unsure")
    assert told.zones["dalam"].off_by is None
