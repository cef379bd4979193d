"""What `gate check` tells a technician of a lane."""

import pytest

from gate.config.gate_toml import describe, load
from gate.config.lane_summary import ACTIVE, CRASH, ENERGISED, STYLE
from gate.core.values.model import Input, Output, Wiring
from tests.gate.config.lane_site import LaneSite, more

SELF_CLOSING = ("board_closes = false", "board_closes = true")


@pytest.fixture
def site(tmp_path) -> LaneSite:
    return LaneSite(tmp_path)


def test_everything_has_words():
    assert ACTIVE.keys() == set(Input)
    assert ENERGISED.keys() == set(Output)
    assert STYLE.keys() == CRASH.keys() == set(Wiring)


def test_a_pin_is_told_with_its_place_its_meaning_and_its_patience(site: LaneSite):
    lines = describe(site.load("pulse_open"))

    assert (
        "  GPIO5  (header pin 29)  in   closed_limit: boom down when its contact closes;"
        " pull up, debounce 0.03/0.03 s"
    ) in lines
    assert (
        "  GPIO19 (header pin 35)  in   stop: stop pressed when its contact opens or a wire breaks;"
        " pull up, debounce 0.01/0.5 s"
    ) in lines
    assert "  GPIO17 (header pin 11)  out  open: a pulse raises the boom" in lines


def test_how_an_unreadable_pin_counts_and_what_is_not_fitted_is_told(site: LaneSite):
    lines = describe(site.load("pulse_open"))

    unreadable = "safety_loop, arming_loop, stop, fire"
    assert f"  if a pin cannot be read, these count as active: {unreadable}" in lines
    assert any(
        line.startswith("  not fitted: photocell, inner_loop, breakaway, ") for line in lines
    )


def test_nothing_is_said_of_inputs_that_are_not_there(site: LaneSite):
    path = site.write("pulse_open")
    text = path.read_text()
    start, end = text.index("[lane.x.inputs]"), text.index("[lane.x.outputs]")
    path.write_text(text[:start] + text[end:])

    lines = describe(load(path))

    assert not any("cannot be read" in line for line in lines)


@pytest.mark.parametrize(
    ("wiring", "changes", "says"),
    [
        ("pulse_open", [], "we pulse open, the board lowers the boom by itself"),
        ("open_close", [], "we pulse open and close; the board waits for an order to close"),
        (
            "open_close",
            [SELF_CLOSING],
            "we pulse open and close; the board closes by itself after a pause",
        ),
        ("hold_open", [], "we hold a contact; once we let go, the board lowers the boom"),
        (
            "step",
            [],
            f"{STYLE[Wiring.STEP]}; the board waits for an order to close",
        ),
        ("motor", [], "we switch the motor's contactors"),
    ],
)
def test_the_wiring_is_told_in_plain_words(site: LaneSite, wiring: str, changes, says: str):
    assert f"  wiring {wiring}: {says}" in describe(site.load(wiring, *changes))


def test_what_we_cannot_do_is_told_with_its_reason(site: LaneSite):
    lines = describe(site.load("pulse_open"))

    assert "  the boom, we can: raise it, turn it round while it comes down" in lines
    assert (
        "  the boom, we cannot: lower it (the board alone does), keep it up (fit relay hold),"
        " halt it (fit relay stop_permit)"
    ) in lines


def test_nothing_is_missing_where_we_can_do_all(site: LaneSite):
    lines = describe(site.load("motor"))

    assert not any("we cannot" in line for line in lines)


@pytest.mark.parametrize(
    ("wiring", "changes", "says"),
    [
        (
            "pulse_open",
            [],
            "nothing of ours moves; the board lowers the boom, with no protection but its own",
        ),
        ("open_close", [], "nothing of ours moves; an open boom stays open"),
        (
            "open_close",
            [SELF_CLOSING],
            "nothing of ours moves; the board lowers the boom, with no protection but its own",
        ),
        (
            "hold_open",
            [],
            "the contact opens; the board lowers the boom, with no protection but its own",
        ),
        ("step", [], "nothing of ours moves; the boom ends its move and stays there"),
        ("motor", [], "the contactors drop; the boom stops where it is, half-way too"),
    ],
)
def test_what_a_crash_does_to_the_boom_is_told(site: LaneSite, wiring: str, changes, says: str):
    assert f"  when the controller dies: {says}" in describe(site.load(wiring, *changes))


@pytest.mark.parametrize("wiring", ["pulse_open", "open_close", "hold_open", "step"])
def test_a_stop_permit_decides_what_a_crash_does(site: LaneSite, wiring: str):
    halt = "stop_permit drops; the board halts the boom and obeys nobody,"

    lines = describe(site.load(wiring, more("outputs", "stop_permit = 27")))

    assert any(line.startswith(f"  when the controller dies: {halt}") for line in lines)


def test_what_the_boom_does_unasked_is_told(site: LaneSite):
    allowed = ('direction = "in"', 'direction = "in"\nfree_exit = true\nrecovery_close = true')
    loop = more("inputs", 'inner_loop = { pin = 27, contact = "no" }')

    lines = describe(site.load("open_close", allowed, loop))

    assert "  unasked: lets out a vehicle on inner_loop" in lines
    assert "  unasked: lowers a boom found open after a restart, once clear for 60 s" in lines
