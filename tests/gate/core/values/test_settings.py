import pytest

from gate.core.values.model import Direction, Input, Output, Wiring
from gate.core.values.settings import DEBOUNCE, LaneSettings, Powers, Timing


def lane(wiring: Wiring, *outputs: Output, board_closes: bool = False) -> LaneSettings:
    return LaneSettings(
        "masuk", Direction.IN, wiring, frozenset(), frozenset(outputs), board_closes=board_closes
    )


def test_every_input_has_a_debounce_of_its_own():
    assert DEBOUNCE.keys() == set(Input)


@pytest.mark.parametrize(("up", "down"), [(12.0, 8.0), (8.0, 12.0)])
def test_the_motor_may_run_a_little_longer_than_the_slower_way_takes(up, down):
    assert Timing(open_max=up, close_max=down, dead=0.5).run_max == 13.5


@pytest.mark.parametrize(("delay", "warning"), [(2.0, 5.0), (5.0, 2.0)])
def test_the_way_is_clear_for_the_delay_and_for_the_whole_warning(delay, warning):
    assert Timing(close_delay=delay, close_warning=warning).closing_after == 5.0


@pytest.mark.parametrize("wiring", list(Wiring))
@pytest.mark.parametrize("board_closes", [True, False])
def test_a_board_that_is_pulsed_open_always_closes_by_itself(wiring, board_closes):
    closes = lane(wiring, board_closes=board_closes).closes_itself

    assert closes is (board_closes or wiring is Wiring.PULSE_OPEN)


@pytest.mark.parametrize(
    ("settings", "powers"),
    [
        (lane(Wiring.PULSE_OPEN), Powers(hold=False, close=False, lift=True, stop=False)),
        (
            lane(Wiring.PULSE_OPEN, Output.HOLD),
            Powers(hold=True, close=False, lift=True, stop=False),
        ),
        (lane(Wiring.OPEN_CLOSE), Powers(hold=True, close=True, lift=True, stop=False)),
        (
            lane(Wiring.OPEN_CLOSE, board_closes=True),
            Powers(hold=False, close=True, lift=True, stop=False),
        ),
        (
            lane(Wiring.OPEN_CLOSE, Output.STOP_PERMIT),
            Powers(hold=True, close=True, lift=True, stop=True),
        ),
        (
            lane(Wiring.HOLD_OPEN, Output.HOLD),
            Powers(hold=True, close=True, lift=True, stop=False),
        ),
        (lane(Wiring.STEP), Powers(hold=True, close=True, lift=False, stop=False)),
        (
            lane(Wiring.STEP, board_closes=True),
            Powers(hold=False, close=False, lift=False, stop=False),
        ),
        (lane(Wiring.MOTOR), Powers(hold=True, close=True, lift=True, stop=True)),
    ],
    ids=[
        "pulse_open", "pulse_open+hold", "open_close", "open_close+board", "open_close+permit",
        "hold_open", "step", "step+board", "motor",
    ],
)  # fmt: skip
def test_a_wiring_gives_these_powers(settings, powers):
    assert settings.powers == powers
