from gate.mqtt.orders.refusals import Refusal, Refusals
from gate.mqtt.troubles import Troubles
from tests.gate.mqtt.order_door import Door, HandClock


def made() -> tuple[Refusals, HandClock, Door]:
    clock, door = HandClock(), Door()
    troubles = Troubles(clock, door.rows.append)
    return Refusals(clock, troubles), clock, door


def test_the_first_of_a_cause_has_its_row_at_once_and_the_rest_share_one_a_minute_later():
    refusals, clock, door = made()
    for number in range(500):
        refusals.add(Refusal("stale", "mqtt:pusat", "masuk", f"n{number}", "open"))
    refusals.settle()
    assert door.refused == [("stale", 1)]
    clock.pass_by(60.0)
    refusals.settle()

    assert door.refused == [("stale", 1), ("stale", 499)]
    assert door.rows[1].payload["order"] == "n499"


def test_an_hour_of_it_is_a_row_a_minute():
    refusals, clock, door = made()
    for _ in range(3600):
        refusals.add(Refusal("busy", "mqtt:pusat"))
        refusals.settle()
        clock.pass_by(1.0)

    assert len(door.rows) == 60
    assert sum(count for _, count in door.refused) == 3600 - 59


def test_causes_do_not_share_a_row():
    refusals, _, door = made()
    refusals.add(Refusal("stale", "mqtt:pusat"))
    refusals.add(Refusal("busy", "mqtt:pusat"))

    assert door.refused == [("stale", 1), ("busy", 1)]


def test_a_minute_without_any_begins_anew():
    refusals, clock, door = made()
    refusals.add(Refusal("stale", "mqtt:pusat"))
    clock.pass_by(61.0)
    refusals.settle()
    refusals.add(Refusal("stale", "mqtt:pusat"))

    assert door.refused == [("stale", 1), ("stale", 1)]
