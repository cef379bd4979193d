"""The controller is killed under traffic, again and again: nothing is lost and nothing moves."""

import random

import pytest

from tests.faults.played_gate import PlayedGate, wait_for

TAG = "01001293D8"
KILLS = 5
MANY = 200


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


@pytest.mark.parametrize(
    "kills", [KILLS, pytest.param(MANY, marks=[pytest.mark.long, pytest.mark.timeout(3600)])]
)
def test_kills_under_traffic_lose_no_row_and_never_lower_the_boom_on_a_car(tmp_path, kills):
    dice = random.Random(kills)
    with PlayedGate(tmp_path) as gate:
        for _ in range(kills):
            gate.begin_controller()
            wait_for(gate.status, "the controller is back")
            for lane in ("masuk", "keluar"):
                gate.arrive(lane, tag=TAG, patience=5)
            gate.live(dice.uniform(0.0, 6.0))
            gate.kill_controller()
            for lane in ("masuk", "keluar"):
                assert not gate.lane(lane)["touching"]
        gate.start_controller()
        verified = gate.verify()

        assert verified.problem is None
        assert [row.seq for row in gate.journal()] == list(range(1, verified.rows + 1))
        assert len(gate.rows("gate.started")) == kills + 1
