"""The controller is killed under traffic, again and again: nothing is lost and nothing moves."""

import random

import pytest

from tests.faults.played_gate import PlayedGate, wait_for
from tests.mosquitto import Broker, Subscriber

TAG = "01001293D8"
KILLS = 20
MANY = 200
EVENTS = "gate/demo/events"
RECENT = 2
"""Rows that may still be on their way when the journal is read."""


def test_a_stop_is_clean_and_leaves_every_output_off(tmp_path):
    with PlayedGate(tmp_path) as gate:
        gate.start_controller()
        gate.arrive("keluar", tag=TAG)
        wait_for(lambda: gate.rows("boom.opening"), "the boom rises")
        code = gate.stop_controller()
        wait_for(lambda: not gate.lane("keluar")["outputs"], "no output is on")

        assert code == 0
        assert gate.journal()[-1].kind == "gate.stopped"
        assert gate.verify().problem is None


def test_after_a_kill_in_mid_passage_nothing_moves_until_the_boot_has_settled(tmp_path):
    with PlayedGate(tmp_path) as gate:
        gate.start_controller()
        gate.arrive("keluar", tag=TAG)
        wait_for(lambda: gate.rows("boom.opened"), "the boom is up")
        gate.kill_controller()
        wait_for(lambda: not gate.lane("keluar")["outputs"], "a dead controller holds no output")
        gate.begin_controller()
        wait_for(gate.status, "the controller is back")
        while gate.status()["phase"] == "settling":
            assert not {"open", "close"}.intersection(gate.lane("keluar")["outputs"])
        wait_for(lambda: gate.status()["lanes"]["keluar"]["state"] == "latched", "it waits for us")

        assert gate.status()["lanes"]["keluar"]["cause"] == "recovery"
        assert gate.lane("keluar")["boom"]["goal"] > 80
        assert gate.verify().problem is None


@pytest.fixture
def broker(tmp_path):
    with Broker(tmp_path / "broker") as running:
        yield running


def quicken(gate: PlayedGate) -> None:
    """Let a start take no longer than it must, so that most kills meet traffic."""
    toml = gate.config.path
    text = toml.read_text()
    for lane in gate.config.lanes:
        text += f"\n[lane.{lane}.timing]\nsettle = 2\n"
    toml.write_text(text)


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(KILLS, marks=pytest.mark.timeout(180)),
        pytest.param(MANY, marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
    ],
)
def test_kills_under_traffic_lose_no_row_and_never_lower_the_boom_on_a_car(tmp_path, kills, broker):
    """Whenever it is killed: the chain is whole, the broker knows no row that is not in it, every
    row arrives there, and nothing moved that no decision had let in."""
    dice = random.Random(kills)
    url = f"mqtt://{broker.host}:{broker.port}"
    with PlayedGate(tmp_path, broker=url) as gate, Subscriber(broker, EVENTS) as subscriber:
        quicken(gate)
        for _ in range(kills):
            gate.begin_controller()
            wait_for(gate.status, "the controller is back")
            for lane in ("masuk", "keluar"):
                gate.arrive(lane, tag=TAG, patience=5)
            gate.live(dice.uniform(0.0, 5.5))
            gate.kill_controller()
            for lane in ("masuk", "keluar"):
                assert not gate.lane(lane)["touching"]
        gate.start_controller()
        wait_for(lambda: gate.status()["broker"]["connected"], "the broker is reached")
        wait_for(lambda: gate.status()["broker"]["backlog"] == 0, "nothing waits to be sent")
        verified, rows = gate.verify(), gate.journal()
        heard = {message.json["event_id"] for message in subscriber.on(EVENTS)}

        assert verified.problem is None
        assert [row.seq for row in rows] == list(range(1, verified.rows + 1))
        assert len(gate.rows("gate.started")) == kills + 1
        assert heard <= {row.event_id for row in rows}
        assert {row.event_id for row in rows[:-RECENT]} <= heard
        assert len(gate.rows("boom.opening")) <= len(gate.rows("decision.granted"))
