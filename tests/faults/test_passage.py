"""A car gets through the real thing: pty → decision → relay → boom → journal → broker."""

import pytest

from tests.faults.played_gate import PlayedGate
from tests.mosquitto import Broker, Subscriber
from tests.waiting import wait_for

pytestmark = pytest.mark.broker

TAG, BLOCKED_PLATE = "01001293D8", "N 3008 RK"


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    with Broker(tmp_path_factory.mktemp("broker")) as running:
        yield running


@pytest.fixture(scope="module")
def listener(broker):
    with Subscriber(broker, "gate/demo/#") as subscriber:
        yield subscriber


@pytest.fixture(scope="module")
def gate(tmp_path_factory, broker, listener):
    folder = tmp_path_factory.mktemp("gate")
    assert not listener.messages
    with PlayedGate(folder, broker=f"mqtt://{broker.host}:{broker.port}") as played:
        played.start_controller()
        yield played


def passages(gate) -> dict[str, str]:
    return {row.lane: row.payload["plate"] for row in gate.rows("passage.done")}


def objections(gate, lane: str) -> list[str]:
    """Return why whoever waits at a lane is not let in; nothing while nobody was read there."""
    waiting = gate.status()["lanes"][lane]["waiting"]
    return waiting["objections"] if waiting else []


def test_registered_tags_open_both_booms_and_the_passages_are_journalled(gate):
    gate.arrive("masuk", tag=TAG)
    gate.arrive("keluar", tag=TAG)

    wait_for(lambda: passages(gate).keys() >= {"masuk", "keluar"}, "both have passed")
    for lane in ("masuk", "keluar"):
        wait_for(
            lambda lane=lane: gate.status()["lanes"][lane]["state"] == "closed",
            f"{lane} closes",
        )
    assert passages(gate) == {"masuk": "N1234AP", "keluar": "N1234AP"}


def test_a_registered_plate_passes_while_a_blocked_one_stays_outside_and_is_told_why(gate):
    passed = len(gate.rows("passage.done"))
    gate.arrive("masuk", plate="N 5521 UV")
    gate.arrive("keluar", plate=BLOCKED_PLATE)
    opened = len(gate.rows("boom.opening", "keluar"))

    assert wait_for(lambda: objections(gate, "keluar"), "somebody waits")[0] == "blocked"
    gate.play("leave", lane="keluar", vehicle=gate.lane("keluar")["vehicles"][-1]["number"])
    wait_for(lambda: not gate.lane("keluar")["vehicles"], "it gave up")
    wait_for(lambda: len(gate.rows("passage.done")) > passed, "a passage by plate")
    assert len(gate.rows("boom.opening", "keluar")) == opened


def test_an_unplugged_reader_is_told_and_works_again_when_it_is_back(gate):
    gate.play("reader", reader="masuk-rfid", plugged=False)
    wait_for(lambda: not gate.status()["reads"]["masuk-rfid"]["connected"], "the loss is seen")
    gate.play("reader", reader="masuk-rfid", plugged=True)
    wait_for(lambda: gate.status()["reads"]["masuk-rfid"]["connected"], "it is back")
    before = len(gate.rows("passage.done"))
    gate.arrive("masuk", tag=TAG)

    wait_for(lambda: len(gate.rows("passage.done")) > before, "a passage after the replug")
    wait_for(
        lambda: "reader_lost" not in {alarm["alarm"] for alarm in gate.status()["alarms"]},
        "the alarm is over",
    )


def test_every_row_reaches_the_broker_in_order_and_is_acknowledged(gate, listener):
    wait_for(lambda: gate.status()["broker"]["connected"], "the broker is reached")
    wait_for(lambda: gate.status()["broker"]["backlog"] == 0, "nothing waits to be sent")
    rows = [(row.epoch, row.seq) for row in gate.journal()]

    def heard() -> list[tuple[str, int]]:
        events = [message.json for message in listener.on("gate/demo/events")]
        return [(event["epoch"], event["seq"]) for event in events]

    wait_for(lambda: heard()[: len(rows)] == rows, "every row, in order")
    assert {"gate/demo/availability", "gate/demo/lane/masuk/state"} <= {
        message.topic for message in listener.messages
    }
    assert gate.verify().problem is None
