"""One side of the boom, and the vehicles that come from there."""

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.world.car import Car, Manner
from simulator.world.motion import Motion
from simulator.world.settings import Driving, Play, Strip
from simulator.world.vehicle import UNDER_WAY, Phase, Vehicle, Way


@dataclass(frozen=True, slots=True)
class Sight:
    """What every driver of a side sees: the boom up, a red light, nobody coming through."""

    open: bool
    red: bool
    free: bool


class Approach:
    """The vehicles from one side, foremost first, on the strip as they see it."""

    def __init__(self, play: Play, *, inside: bool) -> None:
        self.strip: Strip = play.strip.from_inside() if inside else play.strip
        self.vehicles: tuple[Vehicle, ...] = ()
        self._driving: Driving = play.driving

    def coming_through(self, now: float) -> bool:
        """Whether one of its drivers keeps those of the other side waiting."""
        return any(each.phase in UNDER_WAY and not each.gone(now) for each in self._drivers)

    def on_safety_loop(self, now: float) -> frozenset[int]:
        """Return the numbers of those on the safety loop."""
        loop = self.strip.safety_loop
        return frozenset(each.number for each in self.vehicles if each.on_loop(loop, now))

    def on_arming_loop(self, now: float) -> bool:
        """Whether any is on the loop outside."""
        return any(each.on_loop(self.strip.arming_loop, now) for each in self.vehicles)

    def on_inner_loop(self, now: float) -> bool:
        """Whether any is on the loop inside."""
        return any(each.on_loop(self.strip.inner_loop, now) for each in self.vehicles)

    def in_beam(self, now: float) -> bool:
        """Whether any breaks the beam."""
        return any(each.in_beam(self.strip.beam, now) for each in self.vehicles)

    def under_boom(self, now: float) -> bool:
        """Whether any vehicle is where the boom comes down."""
        return any(each.under(self.strip.boom, now) for each in self.vehicles)

    def next_change(self, now: float) -> tuple[float | None, ...]:
        """Say of each vehicle when something about it changes next."""
        return tuple(each.next_change(self.strip, now) for each in self.vehicles)

    def arrive(self, number: int, car: Car, now: float) -> None:
        """Let one drive up behind those already there; who walks passes them by."""
        start, queue = self.strip.entry, self._drivers
        if queue and car.body.walking is None:
            last, gap = queue[-1], self._gap(car)
            ends = (last.motion.position(now), last.motion.goal)
            start = min(start, *(last.rear(end) - gap for end in ends))
        vehicle = Vehicle(number, car, Motion.resting(start, now))
        if car.body.walking is not None:
            vehicle = vehicle.leave(self.strip, self._driving, now)
        self.vehicles = (*self.vehicles, vehicle)

    def back_out(self, number: int, now: float) -> bool:
        """Let one reverse out; False when it has another behind it or the boom behind it."""
        queue = self._drivers
        if not queue or queue[-1].number != number:
            return False
        vehicle = queue[-1]
        if vehicle.rear(vehicle.motion.position(now)) > self.strip.safety_loop[1]:
            return False
        self._swap(vehicle.back_out(self.strip, self._driving, now))
        return True

    def rush(self, number: int, sight: Sight, now: float) -> bool:
        """Let one who waits in front go at once, whatever the boom does.

        False when it does not wait there, or somebody comes from the other side.
        """
        for driver, way in self._ways(sight):
            in_front = driver.phase is Phase.WAITING and way.first and way.free
            if driver.number == number and in_front:
                self._swap(driver.leave(self.strip, self._driving, now))
                return True
        return False

    def settle(self, sight: Sight, now: float) -> None:
        """Let every driver act, the foremost first."""
        self.vehicles = tuple(each for each in self.vehicles if not each.gone(now))
        for driver, way in self._ways(sight):
            self._swap(driver.act(self.strip, self._driving, way, now))

    def _ways(self, sight: Sight) -> Iterator[tuple[Vehicle, Way]]:
        """Go through the drivers and what each sees; whoever acts is seen by the next one."""
        for place, driver in enumerate(self._drivers):
            queue = self._drivers
            ahead = queue[place - 1] if place else None
            yield (
                driver,
                Way(
                    open=sight.open,
                    red=sight.red,
                    room=self._room(driver.car, ahead),
                    free=sight.free,
                    ahead=None if ahead is None else ahead.phase,
                    last=driver is queue[-1],
                ),
            )

    @property
    def _drivers(self) -> list[Vehicle]:
        return [each for each in self.vehicles if each.car.body.walking is None]

    def _room(self, car: Car, ahead: Vehicle | None) -> float:
        """How far there is room: up to the stop line, and to the vehicle ahead."""
        if ahead is None:
            return self.strip.stop_line
        return min(self.strip.stop_line, ahead.rear(ahead.motion.goal) - self._gap(car))

    def _gap(self, car: Car) -> float:
        return self._driving.squeeze if car.manner is Manner.TAILGATING else self._driving.gap

    def _swap(self, changed: Vehicle) -> None:
        self.vehicles = tuple(
            changed if each.number == changed.number else each for each in self.vehicles
        )
