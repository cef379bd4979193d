import pytest

from gate.mqtt.orders.covers import Covers
from gate.mqtt.orders.rate_limit import BURST
from gate.mqtt.orders.refusals import Refusals
from gate.mqtt.troubles import Troubles
from tests.gate.mqtt.journal import GATE
from tests.gate.mqtt.order_door import Door, HandClock, heard
from tests.gate.mqtt.reporter import ABOUT


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def covers(door: Door) -> Covers:
    clock = HandClock()
    refusals = Refusals(clock, Troubles(clock, door.rows.append))
    return Covers(ABOUT, clock, refusals, door.give)


def bare(payload: bytes, lane: str = "masuk", **changes):
    return heard(payload, topic=f"gate/{GATE}/lane/{lane}/cover/set", **changes)


@pytest.mark.parametrize(
    ("payload", "action"), [(b"OPEN", "open"), (b"CLOSE", "close"), (b"STOP", "stop")]
)
def test_a_bare_order_is_one_of_home_assistant(covers: Covers, door: Door, payload, action):
    covers.hear(bare(payload))

    (order,) = door.given
    assert (order.lane, order.action, order.issued) == ("masuk", action, 100.0)
    assert (order.actor, order.reason) == ("mqtt:home-assistant", "Home Assistant")


def test_each_is_an_order_of_its_own(covers: Covers, door: Door):
    covers.hear(bare(b"OPEN"))
    covers.hear(bare(b"OPEN"))

    assert len({order.id for order in door.given}) == 2


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        (bare(b"OPEN", retained=True), "retained"),
        (bare(b"OPEN", repeated=True), "duplicate"),
        (bare(b"STOP", retained=True), "retained"),
        (bare(b"open"), "malformed"),
        (bare(b""), "malformed"),
        (bare(b"OPEN\n"), "malformed"),
    ],
)
def test_nothing_else_moves_a_boom(covers: Covers, door: Door, message, cause: str):
    covers.hear(message)

    assert (door.given, door.refused) == ([], [(cause, 1)])


def test_a_lane_that_is_not_there_is_for_the_controller_to_refuse(covers: Covers, door: Door):
    covers.hear(bare(b"OPEN", lane="garasi"))
    covers.hear(bare(b"?", lane="garasi"))

    assert [order.lane for order in door.given] == ["garasi"]
    assert door.rows[0].lane is None


def test_a_flood_is_busy(covers: Covers, door: Door):
    for _ in range(int(BURST) + 3):
        covers.hear(bare(b"OPEN"))

    assert len(door.given) == BURST
    assert door.refused == [("busy", 1)]


def test_a_stop_is_never_too_much(covers: Covers, door: Door):
    for _ in range(int(BURST) + 3):
        covers.hear(bare(b"OPEN"))
    covers.hear(bare(b"STOP"))
    covers.hear(bare(b"STOP", repeated=True))

    assert [order.action for order in door.given[-2:]] == ["stop", "stop"]
    assert door.refused == [("busy", 1)]
