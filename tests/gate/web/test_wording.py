"""Whatever the controller journals or refuses has words on the pages."""

import re
from pathlib import Path

import pytest

import gate
from gate.core.barrier import machine
from gate.core.barrier.debounce import Inputs
from gate.core.barrier.state import Barrier, Hold, State
from gate.core.values.events import Action
from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import LaneSettings
from gate.words.kinds import KINDS
from gate.words.orders import QUESTIONS, REASONS
from gate.words.refusals import REFUSALS

SOURCE = Path(gate.__file__).parent
KIND = re.compile(
    r'"((?:boom|passage|decision|order|alarm|exit|passback|plan|reader|gate)\.[a-z_]+)"'
)


def test_every_kind_of_row_that_the_controller_writes_has_words():
    files = [*SOURCE.rglob("core/**/*.py"), SOURCE / "app.py", SOURCE / "controller/controller.py"]
    found = {kind for path in files for kind in KIND.findall(path.read_text(encoding="utf-8"))}

    assert {"boom.maintenance", "passage.done", "gate.started"} <= found
    assert found - KINDS.keys() == set()


def test_every_reason_that_can_be_chosen_has_words():
    chosen = {reason for question in QUESTIONS.values() for reason in question.reasons}

    assert chosen <= REASONS.keys()


@pytest.mark.parametrize("wiring", list(Wiring))
@pytest.mark.parametrize("state", list(State))
def test_every_refusal_of_the_boom_has_words(wiring: Wiring, state: State):
    hold = Hold("user:1", "event", 1.0, 1.0)
    for outputs in (frozenset({Output.OPEN}), frozenset({Output.OPEN, Output.HOLD})):
        settings = LaneSettings("masuk", Direction.IN, wiring, frozenset(Input), outputs)
        for active in (frozenset(), frozenset({Input.STOP}), frozenset({Input.SAFETY_LOOP})):
            inputs = Inputs(active, frozenset(), {})
            for held in (None, hold):
                barrier = Barrier(state, latch="recovery", hold=held)
                codes = {machine.refusal(barrier, settings, inputs, each) for each in Action}
                assert codes - {None} <= REFUSALS.keys()


def test_every_refusal_of_a_credit_and_of_the_socket_has_words():
    text = "".join(
        (SOURCE / name).read_text(encoding="utf-8")
        for name in ("core/lane/orders.py", "core/barrier/machine.py", "controller/orders.py")
    )
    returned = set(re.findall(r'return (?:barrier, )?"([a-z_]+)"', text))
    answered = set(re.findall(r'"refusal": "([a-z_]+)"', text))

    assert {"unknown_claim", "queue_full"} <= returned
    assert {"busy", "malformed", "forbidden"} <= answered
    assert (returned | answered) - REFUSALS.keys() - {"stale"} == set()
