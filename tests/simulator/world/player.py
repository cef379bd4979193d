"""Hands and eyes at one played lane."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gate.core.values.model import Input, Output
from simulator.world import Lane, Phase, Sighting, World
from simulator.world.lane import RAISES

QUIET = frozenset({Input.CLOSED_LIMIT})


@dataclass
class Player:
    """Hands on the outputs of lane `masuk`, eyes on everything."""

    world: World
    now: float = 0.0
    outputs: frozenset[Output] = frozenset()
    seen: list[Sighting] = field(default_factory=list)

    @property
    def lane(self) -> Lane:
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

    def raise_boom(self) -> None:
        """Bring the boom up by the relay that the wiring has for it."""
        relay = RAISES[self.lane.settings.wiring]
        if relay in {Output.HOLD, Output.UP}:
            self.set(*self.outputs, relay)
        else:
            self.pulse(relay)
        self.until(lambda: Input.OPEN_LIMIT in self.inputs)

    def phase(self, number: int) -> Phase | None:
        return next((car.phase for car in self.lane.vehicles if car.number == number), None)

    def front(self, number: int) -> float:
        """Where the front of a vehicle is, as it sees the lane itself."""
        return next(
            car.motion.position(self.now) for car in self.lane.vehicles if car.number == number
        )

    def changes(self, *watched: Input) -> list[tuple[Input, bool]]:
        """Let everything come to rest; return how these inputs changed on the way."""
        told: list[tuple[Input, bool]] = []
        before = self.inputs
        while (change := self.world.next_change(self.now)) is not None:
            self.step(change)
            told += [
                (each, each in self.inputs) for each in watched if each in before ^ self.inputs
            ]
            before = self.inputs
        return told
