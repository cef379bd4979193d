"""Whose passage it was, where vehicles stand on both sides of the boom."""

from dataclasses import replace

import pytest

from gate.core.barrier.state import Heading, State
from gate.core.values.model import Input, Wiring
from tests.gate.core.barrier.rig import ARMING, FITTED, LOOP, UP, raised

INNER = Input.INNER_LOOP
BOTH_SIDES = FITTED | {INNER}


@pytest.mark.parametrize(
    ("credit", "kind"),
    [("s-1", "passage.unauthorised"), ("order:7", "passage.done")],
    ids=["an authorisation", "an order"],
)
def test_one_from_inside_uses_what_a_person_gave_but_no_authorisation(credit, kind):
    rig = raised(Wiring.OPEN_CLOSE, credit, inputs=BOTH_SIDES)
    rig.on(ARMING).wait(0.5).on(INNER).wait(0.5)
    rig.barrier = replace(rig.barrier, went_in_at=rig.now)  # taken for the one that went in
    rig.on(LOOP)
    assert rig.barrier.heading is Heading.FORWARD

    rig.wait(1.0).off(INNER).wait(0.5).off(LOOP)

    assert kind in rig.kinds
    assert rig.notes[[note.kind for note in rig.notes].index(kind)].detail["direction"] == "out"


def test_without_a_safety_loop_nothing_is_held_against_it():
    rig = raised(Wiring.PULSE_OPEN, "s-1", inputs=FITTED - {LOOP})
    rig.on(Input.PHOTOCELL).wait(1.0).off(Input.PHOTOCELL)

    assert rig.kinds.count("passage.done") == 1
    assert (rig.barrier.silent, rig.state) == (0, State.CLEAR)
    assert UP in rig.active
