"""Stories of one lane, told by jumping from change to change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from gate.core.model import Direction, Input, Medium, Output, Wiring
from gate.core.settings import LaneSettings
from simulator.world import Car, Fault, Machine, Manner, Phase, Play, Report, Sighting, World

TAG, PLATE = "01001293D8", "N 1234 AP"
QUIET = frozenset({Input.CLOSED_LIMIT})


@dataclass
class Player:
    """Hands on the outputs of lane `masuk`, eyes on everything."""

    world: World
    now: float = 0.0
    outputs: frozenset[Output] = frozenset()
    seen: list[Sighting] = field(default_factory=list)

    @property
    def lane(self):
        return self.world.lanes["masuk"]

    @property
    def inputs(self) -> frozenset[Input]:
        return self.world.inputs("masuk")

    def set(self, *outputs: Output) -> None:
        self.outputs = frozenset(outputs)
        self.step(self.now)

    def step(self, now: float) -> None:
        held: Mapping[str, frozenset[Output]] = {"masuk": self.outputs}
        self.seen += self.world.step(now, held)
        self.now = now

    def until(self, condition: Callable[[], bool], limit: float = 120.0) -> None:
        """Jump from change to change until it is so."""
        while not condition():
            change = self.world.next_change(self.now)
            assert change is not None, f"nothing more will happen, and not: {condition}"
            assert change <= limit, f"not before {limit}: {condition}"
            self.step(change)

    def settle(self, limit: float = 120.0) -> None:
        """Jump on until nothing moves by itself any more."""
        while (change := self.world.next_change(self.now)) is not None:
            assert change <= limit
            self.step(change)

    def pulse(self, output: Output = Output.OPEN) -> None:
        rest = self.outputs
        self.set(*rest, output)
        self.step(self.now + 0.5)
        self.set(*rest)

    def phase(self, number: int) -> Phase | None:
        return next((car.phase for car in self.lane.vehicles if car.number == number), None)


@pytest.fixture
def player(build: Callable[..., World]) -> Player:
    return Player(build())


@pytest.fixture
def commanded(build: Callable[..., World]) -> Player:
    return Player(build(Wiring.OPEN_CLOSE))


def test_an_empty_lane_rests_for_ever(player: Player) -> None:
    player.step(1e6)

    assert player.inputs == QUIET
    assert player.world.next_change(player.now) is None


def test_a_car_stops_on_the_arming_loop_and_waits(player: Player) -> None:
    player.lane.arrive(Car())
    player.settle()

    assert player.phase(1) is Phase.WAITING
    assert player.inputs == QUIET | {Input.ARMING_LOOP}


def test_a_car_passes_an_automatic_barrier(player: Player) -> None:
    """A↑, C↑, A↓, C↓ (barrier.md §3.4a), and the boom comes down by itself."""
    player.lane.arrive(Car())
    player.until(lambda: player.phase(1) is Phase.WAITING)
    player.pulse()

    player.until(lambda: Input.OPEN_LIMIT in player.inputs)
    player.until(lambda: Input.SAFETY_LOOP in player.inputs)
    assert Input.ARMING_LOOP in player.inputs
    player.until(lambda: Input.PHOTOCELL in player.inputs)
    player.until(lambda: Input.ARMING_LOOP not in player.inputs)
    assert Input.SAFETY_LOOP in player.inputs
    player.until(lambda: Input.SAFETY_LOOP not in player.inputs)
    cleared = player.now
    player.until(lambda: Input.OPEN_LIMIT not in player.inputs)
    assert player.now - cleared == pytest.approx(5.0, abs=0.1)
    player.settle()

    assert player.inputs == QUIET
    assert player.lane.vehicles == ()


def test_a_car_passes_a_commanded_barrier(commanded: Player) -> None:
    commanded.lane.arrive(Car())
    commanded.until(lambda: commanded.phase(1) is Phase.WAITING)
    commanded.pulse()
    commanded.settle()
    assert commanded.inputs == {Input.OPEN_LIMIT}

    commanded.pulse(Output.CLOSE)
    commanded.settle()

    assert commanded.inputs == QUIET


def test_opening_and_closing_take_their_time(commanded: Player) -> None:
    commanded.pulse()
    commanded.settle()
    opened = commanded.now
    commanded.step(10.0)
    commanded.pulse(Output.CLOSE)
    commanded.settle()

    assert opened == pytest.approx(0.2 + 2.5, abs=0.01)
    assert commanded.now == pytest.approx(10.2 + 3.0, abs=0.01)


def test_the_reader_repeats_a_tag_while_it_is_in_the_field(player: Player) -> None:
    player.lane.arrive(Car.showing(tag=TAG))
    player.until(lambda: player.phase(1) is Phase.WAITING)
    player.step(player.now + 1.0)

    times = [sighting.at for sighting in player.seen]
    assert {(each.medium, each.text) for each in player.seen} == {(Medium.TAG, TAG)}
    assert len(times) > 15
    assert all(later - sooner == pytest.approx(0.065) for sooner, later in pairwise(times[1:]))


def test_a_tag_beyond_the_boom_is_read_no_more(player: Player) -> None:
    player.lane.arrive(Car.showing(tag=TAG))
    player.until(lambda: player.phase(1) is Phase.WAITING)
    player.pulse()
    player.until(lambda: Input.ARMING_LOOP not in player.inputs)
    player.seen.clear()

    player.settle()

    assert player.seen == []


def test_the_camera_reports_a_plate_three_times(player: Player) -> None:
    player.lane.arrive(Car.showing(plate=PLATE))
    player.settle()

    assert [(each.medium, each.text, each.confidence) for each in player.seen] == [
        (Medium.PLATE, PLATE, 0.88),
        (Medium.PLATE, PLATE, 0.93),
        (Medium.PLATE, PLATE, 0.97),
    ]


def test_the_camera_may_change_its_mind(player: Player) -> None:
    player.lane.arrive(Car(reports=(Report("N 12E4 AP", 0.6), Report(PLATE, 0.95))))
    player.settle()

    assert [each.text for each in player.seen] == ["N 12E4 AP", PLATE]


def test_a_driver_without_patience_reverses_out(player: Player) -> None:
    player.lane.arrive(Car(patience=8.0))
    player.until(lambda: player.phase(1) is Phase.WAITING)
    stopped = player.now

    player.until(lambda: player.phase(1) is Phase.BACKING)
    assert player.now - stopped == pytest.approx(8.0)
    player.settle()

    assert player.lane.vehicles == ()
    assert player.inputs == QUIET


def test_nobody_reverses_into_the_car_behind(player: Player) -> None:
    player.lane.arrive(Car(patience=8.0))
    player.lane.arrive(Car())
    player.settle()

    assert player.phase(1) is Phase.WAITING
    assert not player.lane.back_out(1)
    assert player.lane.back_out(2)
    player.until(lambda: player.phase(2) is None)
    assert player.phase(1) is Phase.BACKING


def test_a_car_that_is_not_there_cannot_reverse(player: Player) -> None:
    assert not player.lane.back_out(1)


def test_a_car_arriving_waits_for_the_one_that_backs_out(player: Player) -> None:
    player.lane.arrive(Car())
    player.settle()
    player.lane.back_out(1)
    player.lane.arrive(Car())

    player.until(lambda: player.phase(1) is None)
    assert player.lane.vehicles[0].motion.position(player.now) <= -16.9
    player.settle()

    assert player.phase(2) is Phase.WAITING


def test_a_car_may_reverse_off_the_safety_loop(player: Player) -> None:
    """C rises then falls while A is again occupied: a passage that was none."""
    player.lane.arrive(Car())
    player.until(lambda: player.phase(1) is Phase.WAITING)
    player.pulse()
    player.until(lambda: Input.SAFETY_LOOP in player.inputs)

    player.lane.back_out(1)
    player.until(lambda: Input.SAFETY_LOOP not in player.inputs)

    assert Input.ARMING_LOOP in player.inputs


def test_cars_queue_and_close_up(player: Player) -> None:
    for _ in range(3):
        player.lane.arrive(Car())
    player.settle()
    fronts = [car.motion.position(player.now) for car in player.lane.vehicles]
    assert fronts == [-1.5, -8.5, -15.5]

    player.pulse()
    player.until(lambda: player.phase(1) is None)

    assert player.phase(2) is Phase.GOING


def test_the_arming_loop_comes_free_between_two_cars(player: Player) -> None:
    player.lane.arrive(Car())
    player.lane.arrive(Car())
    player.until(lambda: player.phase(2) is Phase.WAITING)
    player.pulse()
    player.until(lambda: Input.ARMING_LOOP not in player.inputs)
    free = player.now
    player.until(lambda: Input.ARMING_LOOP in player.inputs)

    assert player.now - free > 0.3


def test_a_red_light_holds_a_patient_driver(commanded: Player) -> None:
    commanded.lane.arrive(Car())
    commanded.set(Output.RED)
    commanded.pulse()
    commanded.settle()
    assert commanded.phase(1) is Phase.WAITING

    commanded.set(Output.GREEN)
    commanded.settle()

    assert commanded.phase(1) is None


def test_a_pushy_driver_follows_through_red(commanded: Player) -> None:
    commanded.lane.arrive(Car(manner=Manner.PUSHY))
    commanded.set(Output.RED)
    commanded.pulse()
    commanded.settle()

    assert commanded.phase(1) is None


def test_nobody_minds_a_red_light_in_a_fire(player: Player) -> None:
    player.set(Output.RED)
    player.lane.arrive(Car())
    player.lane.switch(Fault.FIRE, on=True)
    player.settle()

    assert player.phase(1) is None


def test_a_driver_thinks_again_when_the_light_turns_red(commanded: Player) -> None:
    commanded.lane.arrive(Car())
    commanded.until(lambda: commanded.phase(1) is Phase.WAITING)
    commanded.pulse()
    commanded.until(lambda: Input.OPEN_LIMIT in commanded.inputs)
    commanded.set(Output.RED)

    commanded.settle()

    assert commanded.phase(1) is Phase.WAITING


def test_a_closing_boom_meets_an_obstacle_and_goes_up_again(commanded: Player) -> None:
    commanded.pulse()
    commanded.settle()
    commanded.pulse(Output.CLOSE)
    commanded.until(lambda: Input.OPEN_LIMIT not in commanded.inputs)

    commanded.lane.switch(Fault.PHOTOCELL_BLOCKED, on=True)
    commanded.settle()

    assert commanded.inputs == {Input.OPEN_LIMIT, Input.PHOTOCELL}


def test_a_dead_motor_moves_nothing(player: Player) -> None:
    player.lane.switch(Fault.MOTOR_DEAD, on=True)
    player.pulse()
    player.settle()

    assert player.inputs == QUIET


def test_a_motor_that_dies_leaves_the_boom_where_it_is(player: Player) -> None:
    player.pulse()
    player.step(1.2)

    player.lane.switch(Fault.MOTOR_DEAD, on=True)
    player.settle()

    assert player.inputs == frozenset()
    assert player.lane.angle == pytest.approx(33.6)


def test_a_boom_lifted_by_hand_falls_back(player: Player) -> None:
    player.lane.switch(Fault.BOOM_LIFTED, on=True)
    player.settle()
    assert player.inputs == {Input.OPEN_LIMIT}

    player.lane.switch(Fault.BOOM_LIFTED, on=False)
    player.settle()

    assert player.inputs == QUIET


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault.CLOSED_LIMIT_STUCK, Input.CLOSED_LIMIT),
        (Fault.OPEN_LIMIT_STUCK, Input.OPEN_LIMIT),
        (Fault.ARMING_LOOP_STUCK, Input.ARMING_LOOP),
        (Fault.SAFETY_LOOP_STUCK, Input.SAFETY_LOOP),
        (Fault.PHOTOCELL_BLOCKED, Input.PHOTOCELL),
        (Fault.STOP_PRESSED, Input.STOP),
        (Fault.FIRE, Input.FIRE),
    ],
)
def test_a_fault_shows_at_its_input_and_ends(player: Player, fault: Fault, told: Input) -> None:
    player.lane.switch(fault, on=True)
    assert told in player.inputs

    player.lane.switch(fault, on=False)

    assert player.inputs == QUIET


def test_fire_reaches_the_board(player: Player) -> None:
    player.lane.switch(Fault.FIRE, on=True)
    player.settle()

    assert player.inputs == {Input.OPEN_LIMIT, Input.FIRE}


def test_only_fitted_inputs_are_told() -> None:
    lane = LaneSettings(
        id="masuk",
        direction=Direction.IN,
        wiring=Wiring.PULSE_OPEN,
        inputs=frozenset({Input.OPEN_LIMIT}),
        outputs=frozenset({Output.OPEN}),
    )

    assert World([lane]).inputs("masuk") == frozenset()


def test_a_boom_on_a_car_is_noticed(build: Callable[..., World]) -> None:
    """A machine too fast for its own safety loop."""
    player = Player(build(Wiring.OPEN_CLOSE, Play(machine=Machine(close_time=0.01, pulse=0.0))))
    player.lane.arrive(Car())
    player.until(lambda: player.phase(1) is Phase.WAITING)
    player.pulse()
    player.until(lambda: player.phase(1) is Phase.GOING)
    assert not player.lane.touching

    player.set(Output.CLOSE)

    player.until(lambda: player.lane.touching)
