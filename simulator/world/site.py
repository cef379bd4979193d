"""All lanes of the played site."""

from collections.abc import Iterable, Mapping

from gate.core.values.model import Input, Output
from gate.core.values.settings import LaneSettings
from simulator.world.lane import Lane
from simulator.world.reader import Sighting
from simulator.world.settings import Play


class World:
    """The played site. Seconds on any one clock; time only moves in `step`, and never back."""

    def __init__(
        self, lanes: Iterable[LaneSettings], play: Play | None = None, now: float = 0.0
    ) -> None:
        """Begin at `now` with every boom down and nobody there."""
        play = play or Play()
        self.lanes: Mapping[str, Lane] = {each.id: Lane(each, play, now) for each in lanes}

    def step(self, now: float, outputs: Mapping[str, frozenset[Output]]) -> tuple[Sighting, ...]:
        """Live until `now`, then take over the outputs by lane (not named = all off).

        Returns what the readers saw on the way, in order of time.
        """
        seen = [
            sighting
            for name, lane in self.lanes.items()
            for sighting in lane.step(now, outputs.get(name, frozenset()))
        ]
        return tuple(sorted(seen, key=lambda sighting: sighting.at))

    def inputs(self, lane: str) -> frozenset[Input]:
        """Which inputs of a lane are active, in logical sense, at the last step."""
        return self.lanes[lane].inputs

    def next_change(self, now: float) -> float | None:
        """When anything changes next if all outputs stay; None = never by itself.

        An input, a sighting, or only the mind of a driver or a board: stepping there is enough to
        miss nothing, however far it is.
        """
        moments = [lane.next_change() for lane in self.lanes.values()]
        soon = min((moment for moment in moments if moment is not None), default=None)
        return None if soon is None else max(soon, now)
