"""No law is broken in any reachable state, with timers of a few ticks."""

from dataclasses import replace

import pytest

from gate.core.barrier.commission import LOWERING
from gate.core.barrier.state import State
from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import Debounce, LaneSettings, Timing
from tests.gate.core.barrier.rig import RELAYS
from tests.gate.core.barrier.walk import Exploration

pytestmark = pytest.mark.walk

NEVER = 1e6
SHORT = Timing(
    pulse=1,
    pulse_gap=1,
    settle=1,
    open_max=1,
    close_max=1,
    release=1,
    dead=1,
    no_passage=2,
    close_delay=1,
    forced=1,
    stuck=NEVER,
    tamper=NEVER,
    open_too_long=NEVER,
    back_out=1,
)
LIMITS = {Input.OPEN_LIMIT, Input.CLOSED_LIMIT}
SENSES = {*LIMITS, Input.SAFETY_LOOP, Input.STOP, Input.FIRE}


def lane(
    wiring: Wiring, inputs: set[Input], outputs: frozenset[Output] = frozenset(), **timing: float
) -> LaneSettings:
    return LaneSettings(
        "masuk",
        Direction.IN,
        wiring,
        frozenset(inputs),
        RELAYS[wiring] | outputs,
        replace(SHORT, **timing),
        dict.fromkeys(Input, Debounce(1.0, 1.0)),
        max_credit=1,
        max_reopen=1,
    )


def explored(settings: LaneSettings, *unreachable: State) -> Exploration:
    """Explore, tell how far it went, and see that it went everywhere else."""
    exploration = Exploration(settings)
    exploration.run()
    print(  # noqa: T201 - the figures of the run
        f"{settings.wiring}: {len(exploration.came_from)} situations, {exploration.moves} moves,"
        f" {len(exploration.between)} pairs of states"
    )
    reached = {state for pair in exploration.between for state in pair}
    never = set(unreachable)
    if Input.MAINTENANCE not in settings.inputs:
        never.add(State.MAINTENANCE)
    if not settings.powers.hold:
        never.add(State.HELD)
    if settings.outputs <= LOWERING:  # nothing can be tried
        never.add(State.COMMISSION)
    assert reached == set(State) - never
    return exploration


@pytest.mark.timeout(300)
def test_no_law_is_broken_where_the_board_closes_by_itself():
    exploration = explored(lane(Wiring.PULSE_OPEN, {*SENSES, Input.ARMING_LOOP}))

    assert len(exploration.came_from) > 2_000
    assert exploration.moves > 200_000
    assert len(exploration.between) > 90


@pytest.mark.timeout(300)
def test_no_law_is_broken_where_we_order_the_closing():
    exploration = explored(lane(Wiring.OPEN_CLOSE, SENSES))

    assert len(exploration.came_from) > 1_200
    assert exploration.moves > 100_000
    assert len(exploration.between) > 100


@pytest.mark.long
@pytest.mark.timeout(900)
def test_no_law_is_broken_where_we_switch_the_motor():
    assert explored(lane(Wiring.MOTOR, SENSES)).moves > 60_000


every = pytest.mark.parametrize("wiring", list(Wiring), ids=str)


@pytest.mark.long
@pytest.mark.timeout(7_200)
@every
def test_no_law_is_broken_while_somebody_works_or_a_detector_or_the_holder_fails(wiring):
    rarer = {Input.MAINTENANCE, Input.BREAKAWAY, Input.LOOP_FAULT}

    assert explored(lane(wiring, SENSES | rarer)).moves > 300_000


@pytest.mark.long
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)
def test_no_law_is_broken_where_a_board_that_closes_by_itself_can_be_held_up(wiring):
    settings = lane(wiring, SENSES, frozenset({Output.HOLD}))

    assert explored(replace(settings, board_closes=True)).moves > 50_000


@pytest.mark.long
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("wiring", [Wiring.OPEN_CLOSE, Wiring.HOLD_OPEN, Wiring.MOTOR], ids=str)
def test_no_law_is_broken_where_a_boom_found_open_may_come_down_again(wiring):
    settings = lane(wiring, {*SENSES, Input.PHOTOCELL} - {Input.FIRE}, recovery=1)
    exploration = explored(replace(settings, recovery_close=True), State.EMERGENCY)

    assert exploration.between[State.LATCHED, State.CLEAR] > 0
    assert any(reached.barrier.warned_at is not None for reached in exploration.came_from)


@pytest.mark.long
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("closes", [False, True], ids=["we close", "the board closes"])
def test_no_law_is_broken_where_a_step_waits_until_nothing_moves(closes):
    settings = lane(Wiring.STEP, {*SENSES, Input.MOVING})

    assert explored(replace(settings, board_closes=closes)).moves > 100_000


@pytest.mark.long
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE], ids=str)
def test_no_law_is_broken_where_an_order_can_halt_the_board(wiring):
    exploration = explored(lane(wiring, SENSES, frozenset({Output.STOP_PERMIT})))

    assert any(reached.barrier.halted for reached in exploration.came_from)


@pytest.mark.long
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize(
    "wiring", [Wiring.PULSE_OPEN, Wiring.OPEN_CLOSE, Wiring.HOLD_OPEN], ids=str
)
@pytest.mark.parametrize(
    "without", [{Input.OPEN_LIMIT}, {Input.CLOSED_LIMIT}, LIMITS], ids=["open", "closed", "both"]
)
def test_no_law_is_broken_where_a_limit_is_not_fitted(wiring, without):
    timing = {"open_nominal": 1, "close_nominal": 1}
    settings = lane(wiring, SENSES - without, **timing)
    unseen = settings.closes_itself and Input.OPEN_LIMIT in without

    assert explored(settings, *([State.CLOSING] if unseen else [])).moves > 2_000


@pytest.mark.long
@pytest.mark.timeout(7_200)
@every
def test_no_law_is_broken_with_more_inputs_two_credits_and_longer_timers(wiring):
    longer = {"settle": 2, "open_max": 2, "close_delay": 2, "no_passage": 3, "back_out": 2}
    inputs = SENSES | {Input.ARMING_LOOP, Input.PHOTOCELL}
    settings = replace(lane(wiring, inputs, **longer), max_credit=2, max_reopen=2)

    assert explored(settings).moves > 1_000_000
