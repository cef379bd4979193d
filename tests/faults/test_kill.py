"""The controller is killed under traffic, again and again: nothing is lost and nothing moves."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import pytest

from tests.faults.killing import campaign
from tests.faults.played_gate import PlayedGate
from tests.waiting import wait_for

TAG = "01001293D8"
KILLS = 20
MANY = 200
SIDE_BY_SIDE = 4
"""Gates that are killed at once: most of a life is spent waiting."""


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
    "kills",
    [
        pytest.param(KILLS, marks=pytest.mark.timeout(240)),
        pytest.param(MANY, marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
    ],
)
def test_kills_in_decision_pulse_and_motion_lose_no_row_and_move_nothing(
    tmp_path_factory, kills, record_property
):
    """Whenever it is killed: the chain is whole, the broker knows no row that is not in it, every
    row gets there, no relay stays on, and none is touched in the next life before somebody asks."""
    folders = [tmp_path_factory.mktemp("killed") for _ in range(SIDE_BY_SIDE)]
    each = kills // SIDE_BY_SIDE
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        campaigns = list(pool.map(campaign, folders, repeat(each), range(kills, 2 * kills)))
    met = sum((done.met for done in campaigns), Counter())
    touches = sum(done.touches for done in campaigns)
    unwritten = sum(done.unwritten for done in campaigns)
    counts = f"{met.total()} kills: {dict(met)}; {touches} touches, {unwritten} without a row yet"
    record_property("counts", counts)
    print(counts)  # noqa: T201 - the figures of the campaign

    assert met.total() == kills
    assert met["quiet"] <= kills / 4
    assert met["pulse"]
    assert met["motion"]
