"""Scenarios 1-10 of `gate/core/barrier/README.md` §6: traffic as it should be."""

import pytest

from gate.core.barrier.state import State
from gate.core.values.model import Output, Wiring
from simulator.world import Car, Fault
from tests.stories.people import MEMBER_TAG, SECOND_TAG, STRANGER_TAG, THIRD_TAG
from tests.stories.story import Story, closed
from tests.stories.wirings import ALL, LIFTING, OURS, fitted

A_PASSAGE = ["boom.opening", "boom.opened", "passage.done", "boom.closing", "boom.closed"]


def moves(told: Story) -> list[str]:
    """What boom and vehicles did, without what was decided about them."""
    return [kind for kind in told.kinds if kind in A_PASSAGE or kind.startswith("passage.")]


def first_off(told: Story, relay: Output) -> float:
    return next(at for at, output, on in told.switched if output is relay and not on)


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s01_a_valid_vehicle_passes(wiring: Wiring):
    """Closed, car on A - valid tag - one opening, green; then passage.done(in), and closed."""
    told = closed(wiring)

    told.car(tag=MEMBER_TAG)
    told.until("boom.opened")
    told.wait(lambda: Output.GREEN in told.on)
    opened_by = told.pulses
    told.until("boom.closed")

    assert len(opened_by) == 1
    assert moves(told) == A_PASSAGE
    passage = told.rows("passage.done")[0].payload
    assert (passage["direction"], passage["vehicle"]) == ("in", 1)
    assert Output.RED in told.on


@pytest.mark.parametrize("wiring", OURS, ids=str)
def test_s01_it_closes_two_seconds_after_the_passage(wiring: Wiring):
    """… passage.done - 2 s later closing."""
    told = closed(wiring)
    told.car(tag=MEMBER_TAG)
    told.until("boom.closing")

    assert told.times("boom.closing")[0] - told.times("passage.done")[0] == pytest.approx(2.0)


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s02_an_unknown_vehicle_moves_nothing(wiring: Wiring):
    """Closed - unknown tag - nothing moves, the refusal is journalled."""
    told = closed(wiring)

    told.car(tag=STRANGER_TAG)
    denied = told.until("decision.denied")
    told.run(60)

    assert denied.payload["objections"] == ["unknown"]
    assert told.pulses == []
    assert told.strip.angle == 0.0


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s03_a_second_vehicle_read_while_opening_passes_too(wiring: Wiring):
    """Opening - second valid tag - credit 2, boom up for both, two passage.done, one close."""
    told = closed(wiring)
    told.car(tag=MEMBER_TAG)
    told.car(tag=SECOND_TAG)
    told.until("boom.opening")
    told.read(tag=SECOND_TAG)
    assert len(told.lane.barrier.credits) == 2

    told.until("boom.closed")

    assert [row.payload["vehicle"] for row in told.rows("passage.done")] == [1, 5]
    assert moves(told) == [*A_PASSAGE[:3], *A_PASSAGE[2:]]


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s04_no_more_than_three_wait_with_a_credit(wiring: Wiring):
    """Credit 3 - fourth valid read - stays 3, said so; the fourth is read again on arrival."""
    told = closed(wiring)
    tags = (MEMBER_TAG, SECOND_TAG, THIRD_TAG, "0100000007")
    for tag in tags:
        told.car(tag=tag)
    told.until("boom.opening")
    for tag in tags[1:]:
        told.read(tag=tag)
    assert len(told.lane.barrier.credits) == 3
    assert told.rows("decision.granted")[-1].payload["withheld"] == "queue_full"

    told.wait(lambda: len(told.rows("passage.done")) == 4)

    assert [row.payload["vehicle"] for row in told.rows("passage.done")] == [1, 5, 6, 7]
    assert "passage.unauthorised" not in told.kinds


@pytest.mark.parametrize("wiring", OURS, ids=str)
def test_s05_a_vehicle_just_before_closing_keeps_the_boom_up(wiring: Wiring):
    """Open and clear - the next valid car arrives 1 s before closing - it waits, no closing."""
    told = closed(wiring)
    told.car(tag=MEMBER_TAG)
    told.wait(lambda: told.state is State.PASSING)
    told.run(1.4)
    told.car(tag=SECOND_TAG)
    told.until("passage.done")
    told.wait(lambda: bool(told.lane.barrier.credits))
    left = told.times("passage.done")[0] + 2.0 - told.now
    assert 0 < left < 1.5

    told.until("passage.done")

    assert "boom.closing" not in told.kinds
    assert [row.payload["vehicle"] for row in told.rows("passage.done")] == [1, 5]


@pytest.mark.parametrize("wiring", [*LIFTING, Wiring.PULSE_OPEN], ids=str)
def test_s06_a_vehicle_at_the_closing_boom_turns_it_round(wiring: Wiring):
    """Closing - valid read - reverses after the dead time; no second opening is charged."""
    told = closed(wiring)
    told.car(tag=MEMBER_TAG)
    told.arrive(Car(reaction=3.0))
    told.until("boom.closing")
    told.run(0.5)
    told.read(tag=SECOND_TAG)
    assert told.state is State.OPENING

    told.until("boom.opened")
    told.until("boom.closed")

    assert [row.payload["vehicle"] for row in told.rows("passage.done")] == [1, 5]
    assert len(told.rows("decision.granted")) == 2
    if wiring is Wiring.MOTOR:
        down, up = first_off(told, Output.DOWN), told.times("boom.opening")[1]
        lifted = [at for at, output, on in told.switched if output is Output.UP and on][1]
        assert down == up
        assert lifted - down == pytest.approx(0.5)


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s07_a_plate_read_again_and_again_is_one_credit(wiring: Wiring):
    """Same plate read 20 times in 10 s by the camera - one credit."""
    told = closed(wiring)
    told.arrive(Car(reaction=4.0))
    told.run(4)
    for _ in range(20):
        told.read(plate="N1234AP")
        told.run(0.5)
    assert len(told.rows("decision.granted")) == 1

    told.until("boom.closed")

    assert len(told.rows("passage.done")) == 1
    assert told.kinds.count("boom.opening") == 1


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s08_who_leaves_is_let_out_and_the_entry_reader_looks_away(wiring: Wiring):
    """Exit: B, C, A in turn - passage.done(out), what the entry reader sees of it opens nothing."""
    told = closed(fitted(wiring, free_exit=True))
    told.arrive(Car(tags=(SECOND_TAG,), inside=True))

    told.until("exit.requested")
    told.until("boom.closed")

    assert [row.payload["direction"] for row in told.rows("passage.done")] == ["out"]
    assert told.kinds.count("boom.opening") == 1
    assert "decision.granted" not in told.kinds
    assert told.alarms == []


@pytest.mark.parametrize("wiring", ALL, ids=str)
def test_s10_the_inner_loop_asks_for_nothing_right_after_an_entry(wiring: Wiring):
    """Free-exit loop hit within 3 s of an entry - ignored; later it asks."""
    told = closed(fitted(wiring, free_exit=True))
    told.car(tag=MEMBER_TAG)
    told.until("passage.done")
    assert "exit.masked" in told.kinds
    told.run(1.5)
    told.fault(Fault.INNER_LOOP_STUCK)
    told.run(1.0)
    told.fault(Fault.INNER_LOOP_STUCK, on=False)
    told.until("boom.closed")
    assert "exit.requested" not in told.kinds
    assert told.kinds.count("exit.masked") == 1

    told.fault(Fault.INNER_LOOP_STUCK)
    told.until("exit.requested")
