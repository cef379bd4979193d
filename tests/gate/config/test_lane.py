"""What a lane may say under each wiring, and what a technician reads when it contradicts itself."""

from collections.abc import Callable

import pytest

from gate.config.gate_toml import hints, load
from gate.config.lane_pins import DEBOUNCE_SPANS, PinInput
from gate.config.wiring import RELAYS, SIGNALS, mandatory_inputs
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.settings import DEBOUNCE, Debounce, LaneSettings, Powers, Timing
from gate.errors import ConfigError
from tests.gate.config.lane_site import READER, SOUND, Change, LaneSite, more, table_of

MISTAKES = table_of("lane_mistakes.toml")
HINTS = table_of("lane_hints.toml")
SELF_CLOSING: Change = ("board_closes = false", "board_closes = true")
FREE_PINS = [2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 22, 23, 24, 25, 26, 27]

Read = Callable[..., LaneSettings]


@pytest.fixture
def site(tmp_path) -> LaneSite:
    return LaneSite(tmp_path)


@pytest.fixture
def read(site: LaneSite) -> Read:
    """Read the sound lane of a wiring, changed."""

    def lane(wiring: str, *changes: Change) -> LaneSettings:
        return site.load(wiring, *changes).lanes["x"].settings

    return lane


@pytest.mark.parametrize("mistake", list(MISTAKES.values()), ids=list(MISTAKES))
def test_a_contradiction_is_told_once_with_its_reason_and_fix(site: LaneSite, mistake):
    with pytest.raises(ConfigError) as caught:
        site.load(mistake["wiring"], (mistake["old"], mistake["new"]))

    assert str(caught.value).split("\n  ")[1:] == mistake["says"]


@pytest.mark.parametrize("hint", list(HINTS.values()), ids=list(HINTS))
def test_what_is_allowed_but_unwise_is_a_hint(site: LaneSite, hint):
    assert hints(site.load(hint["wiring"], (hint["old"], hint["new"]))) == hint["says"]


def test_counting_passages_nobody_sees_is_a_hint(site: LaneSite):
    loop = 'safety_loop = { pin = 13, contact = "nc" }\n'

    found = hints(site.load("pulse_open", (loop, ""), more("outputs", "count = 27")))

    blind = "count: neither safety_loop nor photocell is fitted, so no passage is ever counted"
    assert f"[lane.x.outputs] {blind}" in found


@pytest.mark.parametrize("wiring", list(Wiring))
def test_each_wiring_is_read_with_its_relays(read: Read, wiring: Wiring):
    lane = read(wiring)

    assert lane.wiring is wiring
    assert lane.outputs - {Output.PERMIT} == RELAYS[wiring]


@pytest.mark.parametrize("wiring", [wiring for wiring in Wiring if wiring is not Wiring.STEP])
def test_the_least_a_wiring_takes_is_sound_without_hints(site: LaneSite, wiring: Wiring):
    assert hints(site.load(wiring)) == []


@pytest.mark.parametrize("wiring", list(Wiring))
def test_lamps_buzzer_and_contacts_for_others_go_with_any_wiring(read: Read, wiring: Wiring):
    lines = [f"{name} = {pin}" for name, pin in zip(sorted(SIGNALS), FREE_PINS, strict=False)]

    assert read(wiring, more("outputs", *lines)).outputs >= SIGNALS


@pytest.mark.parametrize(
    ("wiring", "powers"),
    [
        (Wiring.PULSE_OPEN, Powers(hold=False, close=False, lift=True, stop=False)),
        (Wiring.OPEN_CLOSE, Powers(hold=True, close=True, lift=True, stop=False)),
        (Wiring.HOLD_OPEN, Powers(hold=True, close=True, lift=True, stop=False)),
        (Wiring.STEP, Powers(hold=True, close=True, lift=False, stop=False)),
        (Wiring.MOTOR, Powers(hold=True, close=True, lift=True, stop=True)),
    ],
)
def test_a_wiring_alone_gives_these_powers(read: Read, wiring: Wiring, powers: Powers):
    assert read(wiring).powers == powers


@pytest.mark.parametrize("wiring", [wiring for wiring in Wiring if wiring is not Wiring.MOTOR])
def test_a_stop_permit_gives_the_power_to_halt(read: Read, wiring: Wiring):
    assert read(wiring, more("outputs", "stop_permit = 27")).powers.stop


@pytest.mark.parametrize(
    ("wiring", "changes"),
    [("pulse_open", []), ("open_close", [SELF_CLOSING]), ("step", [SELF_CLOSING])],
)
def test_a_hold_relay_keeps_up_what_would_close_itself(read: Read, wiring: str, changes):
    alone = read(wiring, *changes)
    held = read(wiring, *changes, more("outputs", "hold = 27", "permit = 26"))

    assert alone.closes_itself
    assert not alone.powers.hold
    assert held.powers.hold
    assert held.outputs == alone.outputs | {Output.HOLD, Output.PERMIT}


def test_a_board_that_steps_and_closes_itself_needs_no_sensors_for_closing(read: Read):
    sensors = [
        ('safety_loop = { pin = 13, contact = "nc" }', ""),
        ('photocell = { pin = 16, contact = "nc" }', ""),
        ('stop = { pin = 19, contact = "nc" }', ""),
    ]

    assert not read("step", SELF_CLOSING, *sensors).powers.close


@pytest.mark.parametrize("wiring", list(Wiring))
def test_closing_by_our_order_takes_loop_photocell_and_stop(read: Read, wiring: Wiring):
    """So whatever may close again after a restart has a photocell too."""
    lane = read(wiring)
    watched = mandatory_inputs(lane).keys() >= {Input.SAFETY_LOOP, Input.PHOTOCELL, Input.STOP}

    assert watched is lane.powers.close


def test_every_input_can_be_fitted(site: LaneSite):
    others = [name for name in Input if name not in SOUND["step"]]
    lines = [
        f'{name} = {{ pin = {pin}, contact = "nc" }}'
        for name, pin in zip(others, FREE_PINS, strict=False)
    ]

    lane = site.load("step", more("inputs", *lines)).lanes["x"]

    assert lane.settings.inputs == frozenset(Input)
    assert lane.inputs[others[0]] == PinInput(FREE_PINS[0], normally_closed=True, pull="up")


def test_debounce_is_the_core_s_own_unless_given(read: Read):
    fire = ('pin = 20, contact = "nc"', 'pin = 20, contact = "nc", debounce = { off = 4 }')

    assert read("pulse_open").debounce == DEBOUNCE
    assert read("pulse_open", fire).debounce == {**DEBOUNCE, Input.FIRE: Debounce(0.05, 4)}


def test_every_input_has_a_range_for_its_debounce_with_the_usual_one_inside():
    assert DEBOUNCE_SPANS.keys() == DEBOUNCE.keys() == set(Input)
    for name, (on, off) in DEBOUNCE_SPANS.items():
        assert DEBOUNCE[name].on in on
        assert DEBOUNCE[name].off in off


def test_a_vehicle_inside_is_let_out_unasked_only_where_that_is_said(read: Read):
    loop = more("inputs", 'inner_loop = { pin = 27, contact = "no" }')
    said = ('direction = "in"', 'direction = "in"\nfree_exit = true')

    assert not read("pulse_open", loop).free_exit
    assert read("pulse_open", loop, said).free_exit


def test_a_lane_that_lets_out_unasked_needs_no_reader(site: LaneSite):
    path = site.write(
        "pulse_open",
        more("inputs", 'inner_loop = { pin = 27, contact = "no" }'),
        ('direction = "in"', 'direction = "out"\nfree_exit = true'),
    )
    path.write_text(path.read_text().replace(READER, ""))

    assert hints(load(path)) == []


@pytest.mark.parametrize("wiring", ["open_close", "hold_open", "step", "motor"])
def test_a_boom_may_come_down_after_a_restart_only_where_that_is_said(read: Read, wiring: str):
    said = ('direction = "in"', 'direction = "in"\nrecovery_close = true')

    assert not read(wiring).recovery_close
    assert read(wiring, said).recovery_close


def timed(*lines: str) -> Change:
    return "[lane.x.outputs]", "\n".join(["[lane.x.timing]", *lines, "[lane.x.outputs]"])


def test_the_longest_way_is_twice_the_usual_one_and_two_seconds(read: Read):
    timing = read("pulse_open", timed("open_nominal = 1.5", "close_nominal = 10")).timing

    assert (timing.open_max, timing.close_max) == (5, 22)
    assert read("pulse_open").timing == Timing()


def test_the_longest_way_given_counts(read: Read):
    timing = read("pulse_open", timed("open_nominal = 1.5", "open_max = 9")).timing

    assert (timing.open_nominal, timing.open_max) == (1.5, 9)


def test_that_a_board_protects_its_boom_may_be_said_of_any(read: Read):
    said = ('direction = "in"', 'direction = "in"\nboard_protects = true')

    assert read("pulse_open", said) == read("pulse_open")
