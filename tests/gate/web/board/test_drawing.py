from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.web.board.drawing import FAR, NEAR, RAISED, UNDER, Boom, Car, draw, nothing_known
from gate.words.language import Language
from tests.gate.web.conftest import ZONE
from tests.gate.web.played_lanes import INPUTS, MONOTONIC, lane

LANGUAGE = Language("id", ZONE)


def test_at_a_limit_the_boom_is_drawn_exactly():
    closed = draw(lane("closed", "closed_limit"), MONOTONIC, LANGUAGE)
    raised = draw(lane("open", "open_limit"), MONOTONIC, LANGUAGE)

    assert (closed.boom, closed.angle) == (Boom.SURE, 0)
    assert (raised.boom, raised.angle) == (Boom.SURE, RAISED)


@pytest.mark.parametrize(
    ("state", "elapsed", "angle"),
    [
        ("opening", 1.5, 42.0),
        ("opening", 0.0, 4.2),
        ("opening", 60.0, 79.8),
        ("closing", 1.0, 63.0),
        ("closing", 60.0, 4.2),
    ],
)
def test_a_moving_boom_is_estimated_from_its_learned_travel(
    state: str, elapsed: float, angle: float
):
    drawn = draw(lane(state, since=MONOTONIC - elapsed), MONOTONIC, LANGUAGE)

    assert (drawn.boom, drawn.angle) == (Boom.MOVING, angle)


@settings(deadline=None)
@given(st.sampled_from(["opening", "closing"]), st.floats(-5, 1e6), st.floats(0, 60))
def test_an_estimate_never_reaches_a_limit(state: str, elapsed: float, travel: float):
    moving = lane(state, since=MONOTONIC - elapsed, travel={"open": travel, "close": travel})

    assert 0 < draw(moving, MONOTONIC, LANGUAGE).angle < RAISED


@pytest.mark.parametrize("state", ["unknown", "stopped", "fault", "open", "boot", "something_new"])
def test_without_limit_and_motion_no_boom_is_drawn(state: str):
    assert draw(lane(state), MONOTONIC, LANGUAGE).boom is Boom.HIDDEN


def test_two_limits_at_once_say_nothing():
    both = draw(lane("fault", "closed_limit", "open_limit"), MONOTONIC, LANGUAGE)

    assert both.boom is Boom.HIDDEN


@pytest.mark.parametrize(
    ("state", "position", "missing", "angle"),
    [("open", "open", "open_limit", RAISED), ("closed", "closed", "closed_limit", 0.0)],
)
def test_where_no_limit_is_fitted_the_position_is_an_assumption(
    state: str, position: str, missing: str, angle: float
):
    fitted = {each: False for each in INPUTS if each != missing}
    at = lane(state, inputs=fitted, position=position, assumed=True)

    drawn = draw(at, MONOTONIC, LANGUAGE)

    assert (drawn.boom, drawn.angle) == (Boom.ASSUMED, angle)
    assert drawn.sentence.endswith("perkiraan, lampu merah")


def test_the_limit_that_is_there_makes_the_other_ends_assumption_sure():
    drawn = draw(lane("closed", "closed_limit", assumed=True), MONOTONIC, LANGUAGE)

    assert drawn.boom is Boom.SURE


def test_a_detached_boom_lies_on_the_ground_until_it_is_back_in_its_holder():
    inputs = {"breakaway": True, "closed_limit": True}
    off = lane("fault", "closed_limit", inputs=inputs, fault="boom_detached")
    back = lane("fault", "closed_limit", inputs=inputs | {"breakaway": False})

    assert draw(off, MONOTONIC, LANGUAGE).boom is Boom.DETACHED
    assert "batang palang lepas" in draw(off, MONOTONIC, LANGUAGE).sentence
    assert draw(back, MONOTONIC, LANGUAGE).boom is Boom.SURE


def test_a_fault_whose_position_nobody_knows_says_both():
    assert draw(lane("fault"), MONOTONIC, LANGUAGE).sentence == (
        "Gangguan, posisi tak diketahui, lampu merah"
    )
    assert draw(lane("unknown"), MONOTONIC, LANGUAGE).sentence == (
        "Posisi tak diketahui, lampu merah"
    )


@pytest.mark.parametrize(("direction", "car"), [("in", FAR), ("out", NEAR)])
def test_a_car_on_the_inner_loop_stands_inside(direction: str, car: Car):
    at = lane(direction=direction, inputs={"inner_loop": True, "closed_limit": True})
    drawn = draw(at, MONOTONIC, LANGUAGE)

    assert (drawn.inner, drawn.cars) == (True, (car,))
    assert draw(lane(), MONOTONIC, LANGUAGE).inner is None


@pytest.mark.parametrize(
    ("direction", "active", "cars"),
    [
        ("in", ["arming_loop"], (NEAR,)),
        ("out", ["arming_loop"], (FAR,)),
        ("in", ["photocell"], (UNDER,)),
        ("in", ["arming_loop", "safety_loop"], (UNDER, NEAR)),
        ("out", ["arming_loop", "safety_loop"], (FAR, UNDER)),
        ("in", [], ()),
    ],
)
def test_a_car_stands_only_where_a_sensor_says_so(direction: str, active: list[str], cars: tuple):
    assert draw(lane("closed", *active, direction=direction), MONOTONIC, LANGUAGE).cars == cars


def test_what_is_not_fitted_is_not_drawn():
    bare = draw(lane(inputs={"closed_limit": True}, outputs={"open": False}), 0, LANGUAGE)

    assert (bare.arming, bare.safety, bare.light) == (None, None, None)


def test_an_input_that_cannot_be_told_draws_nothing():
    drawn = draw(lane(inputs={"arming_loop": None, "closed_limit": True}), 0, LANGUAGE)

    assert (drawn.arming, drawn.cars) == (False, ())


@pytest.mark.parametrize(
    ("outputs", "light"),
    [
        ({"red": True, "green": False}, "red"),
        ({"red": False, "green": True}, "green"),
        ({"red": False, "green": False}, "dark"),
        ({"green": False}, "dark"),
    ],
)
def test_lamps_are_drawn_as_they_are(outputs: dict[str, bool], light: str):
    assert draw(lane(outputs=outputs), MONOTONIC, LANGUAGE).light == light


def test_the_picture_can_be_read_out():
    drawn = draw(lane("closed", "closed_limit", "arming_loop"), MONOTONIC, LANGUAGE)

    assert drawn.sentence == "Tertutup, satu kendaraan menunggu, lampu merah"


def test_nothing_known_is_drawn_as_nothing():
    drawn = nothing_known("out", LANGUAGE)

    assert drawn == replace(drawn, boom=Boom.HIDDEN, entry=False, cars=(), light="dark")
