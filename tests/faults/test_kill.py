"""The controller is killed under traffic, again and again: nothing is lost and nothing moves."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.killing import MOMENTS, campaign
from tests.faults.played_gate import PlayedGate
from tests.waiting import wait_for

pytestmark = pytest.mark.broker

TAG = "01001293D8"
KILLS = 12
MANY = 200
SIDE_BY_SIDE = 4
"""Gates that are killed at once: most of a life is spent waiting."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with PlayedGate(tmp_path_factory.mktemp("gate")) as played:
        yield played


@pytest.fixture
def gate(site):
    """A gate that has just been started."""
    site.start_controller()
    yield site
    if site.runs:
        site.kill_controller()


def test_a_stop_is_clean_and_leaves_every_output_off(gate):
    gate.arrive("masuk", tag=TAG)
    wait_for(lambda: gate.rows("boom.opening", "masuk"), "the boom rises")
    code = gate.stop_controller()
    wait_for(lambda: not gate.lane("masuk")["outputs"], "no output is on")

    assert code == 0
    assert gate.journal()[-1].kind == "gate.stopped"
    assert gate.verify().problem is None


def test_after_a_kill_in_mid_passage_nothing_moves_until_the_boot_has_settled(gate):
    gate.arrive("keluar", tag=TAG)
    wait_for(lambda: gate.rows("boom.opened", "keluar"), "the boom is up")
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
    [KILLS, pytest.param(MANY, marks=[pytest.mark.long, pytest.mark.timeout(3600)])],
)
def test_kills_in_decision_pulse_and_motion_lose_no_row_and_move_nothing(
    tmp_path_factory, kills, record_property
):
    """Whenever it is killed: the chain is whole, the broker knows no row that is not in it, every
    row gets there, no relay stays on, and none is touched in the next life before somebody asks."""
    dice = random.Random(kills)
    weights = [weight for weight, _ in MOMENTS.values()]
    moments = [*MOMENTS, *dice.choices([*MOMENTS], weights, k=kills - len(MOMENTS))]
    dice.shuffle(moments)
    folders = [tmp_path_factory.mktemp("killed") for _ in range(SIDE_BY_SIDE)]
    shares = [moments[place::SIDE_BY_SIDE] for place in range(SIDE_BY_SIDE)]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        campaigns = list(pool.map(campaign, folders, shares, range(kills, 2 * kills)))
    met = sum((done.met for done in campaigns), Counter())
    touches = sum(done.touches for done in campaigns)
    unwritten = sum(done.unwritten for done in campaigns)
    counts = f"{met.total()} kills: {dict(met)}; {touches} touches, {unwritten} without a row yet"
    record_property("counts", counts)
    print(counts)  # noqa: T201 - the figures of the campaign

    assert met == Counter(moments)
    assert touches
