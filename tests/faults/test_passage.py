"""A car gets through the real thing: pty → decision → relay → boom → journal → broker."""

import pytest

from tests.faults.played_gate import PlayedGate, wait_for
from tests.mosquitto import Broker, Subscriber

TAG, BLOCKED_PLATE = "01001293D8", "N 3008 RK"


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    with Broker(tmp_path_factory.mktemp("broker")) as running:
        yield running


@pytest.fixture(scope="module")
def gate(tmp_path_factory, broker):
    folder = tmp_path_factory.mktemp("gate")
    with PlayedGate(folder, broker=f"mqtt://{broker.host}:{broker.port}") as played:
        played.start_controller()
        yield played


@pytest.mark.parametrize("lane", ["masuk", "keluar"])
def test_a_registered_tag_opens_the_boom_and_the_passage_is_journalled(gate, lane):
    before = len(gate.rows("passage.done"))
    gate.arrive(lane, tag=TAG)

    wait_for(lambda: len(gate.rows("passage.done")) > before, f"a passage through {lane}")
    wait_for(lambda: gate.status()["lanes"][lane]["state"] == "closed", f"{lane} is closed again")
    passage = gate.rows("passage.done")[-1]
    assert (passage.lane, passage.payload["plate"]) == (lane, "N1234AP")


def test_a_registered_plate_does_the_same(gate):
    before = len(gate.rows("passage.done"))
    gate.arrive("masuk", plate="N 5521 UV")

    wait_for(lambda: len(gate.rows("passage.done")) > before, "a passage by plate")


def test_a_blocked_vehicle_stays_outside_and_the_reason_is_told(gate):
    wait_for(lambda: gate.status()["lanes"]["keluar"]["state"] == "closed", "the lane is closed")
    opened = len(gate.rows("boom.opening"))
    gate.arrive("keluar", plate=BLOCKED_PLATE, patience=4)
    waiting = wait_for(lambda: gate.status()["lanes"]["keluar"]["waiting"], "somebody waits")

    assert waiting["objections"][0] == "blocked"
    assert len(gate.rows("boom.opening")) == opened
    wait_for(lambda: not gate.lane("keluar")["vehicles"], "it gave up")


def test_every_row_reaches_the_broker_in_order_and_is_acknowledged(gate, broker):
    with Subscriber(broker, "gate/demo/#") as subscriber:
        gate.arrive("keluar", tag=TAG)
        wait_for(
            lambda: any(
                heard.json["kind"] == "passage.done" for heard in subscriber.on("gate/demo/events")
            ),
            "the passage at the broker",
        )
        wait_for(lambda: gate.status()["broker"]["backlog"] == 0, "nothing waits to be sent")
        topics = {heard.topic for heard in subscriber.messages}

    assert {"gate/demo/availability", "gate/demo/lane/masuk/state"} <= topics
    assert gate.verify().problem is None


def test_an_unplugged_reader_is_told_and_works_again_when_it_is_back(gate):
    gate.play("reader", reader="masuk-rfid", plugged=False)
    wait_for(lambda: not gate.status()["reads"]["masuk-rfid"]["connected"], "the loss is seen")
    gate.play("reader", reader="masuk-rfid", plugged=True)
    wait_for(lambda: gate.status()["reads"]["masuk-rfid"]["connected"], "it is back")
    before = len(gate.rows("passage.done"))
    gate.arrive("masuk", tag=TAG)

    wait_for(lambda: len(gate.rows("passage.done")) > before, "a passage after the replug")
    assert "reader_lost" not in {alarm["alarm"] for alarm in gate.status()["alarms"]}
