import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.world.motion import Motion, soonest

PLACES = st.floats(-100, 100)
STARTS = st.floats(0, 1e6)
SPEEDS = st.floats(0.1, 100)
MOTIONS = st.builds(Motion, PLACES, STARTS, PLACES, SPEEDS)


@given(MOTIONS, st.floats(0, 1e4))
def test_it_stays_between_start_and_goal(motion: Motion, later: float) -> None:
    place = motion.position(motion.at + later)

    assert min(motion.start, motion.goal) <= place <= max(motion.start, motion.goal)


@given(
    places=st.lists(PLACES, min_size=3, max_size=3),
    backwards=st.booleans(),
    at=STARTS,
    speed=SPEEDS,
)
def test_a_mark_is_passed_at_its_crossing(
    *, places: list[float], backwards: bool, at: float, speed: float
) -> None:
    start, mark, goal = sorted(places, reverse=backwards)
    motion = Motion(start, at, goal, speed)
    crossing = motion.crossing(mark)

    assert crossing is not None
    assert crossing > at
    assert abs(motion.position(crossing) - start) >= abs(mark - start)


@given(MOTIONS)
def test_the_goal_is_reached_at_its_crossing(motion: Motion) -> None:
    crossing = motion.crossing(motion.goal)

    assert crossing is not None
    assert motion.ended(crossing)


@pytest.mark.parametrize("mark", [-0.1, 5.1])
def test_a_mark_off_the_way_is_never_crossed(mark: float) -> None:
    assert Motion(0, 0, 5, 1).crossing(mark) is None


def test_what_rests_stays() -> None:
    assert Motion.resting(3.0, 10.0).position(1e6) == 3.0


@pytest.mark.parametrize(
    ("moments", "expected"),
    [((), None), ((None, 1.0), None), ((None, 3.0, 2.0, 1.0), 2.0)],
)
def test_soonest_is_the_first_moment_after_now(
    moments: tuple[float | None, ...], expected: float | None
) -> None:
    assert soonest(moments, after=1.0) == expected
