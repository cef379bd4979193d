"""Raw samples → the inputs that count: debounced by time, unknown read as the safe thing."""

from collections.abc import Mapping
from dataclasses import dataclass

from gate.core.values.model import Input
from gate.core.values.settings import Debounce

SAFE_WHEN_UNKNOWN = frozenset(
    {
        Input.SAFETY_LOOP,
        Input.PHOTOCELL,
        Input.STOP,
        Input.FIRE,
        Input.ARMING_LOOP,
        Input.BREAKAWAY,
        Input.MAINTENANCE,
        Input.BOARD_FAULT,
        Input.LOOP_FAULT,
        Input.MOVING,
        Input.MAINS_LOST,
    }
)
"""Inputs taken for active when they cannot be told: occupied, pressed, burning, faulty.

Limits are not, nor is what asks for a motion: keys and the inner loop. An arming loop that fails
must not keep cars out, so it reads occupied.
"""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of a lane after conditioning.

    `active` includes those taken for active because they are `unknown`. `changed` says since when
    (monotonic) each fitted input has been as it is.
    """

    active: frozenset[Input]
    unknown: frozenset[Input]
    changed: Mapping[Input, float]

    def since(self, sensor: Input) -> float:
        """When this input last changed; the distant past when it is not fitted."""
        return self.changed.get(sensor, float("-inf"))

    def last_change(self) -> float:
        """When any input last changed."""
        return max(self.changed.values(), default=float("-inf"))


class Conditioner:
    """Debounces one lane's inputs on the monotonic clock, by time and not by samples.

    An input that could not be told stays unknown until a reading of it has settled: what it shows
    meanwhile is our caution and no evidence.
    """

    def __init__(self, fitted: frozenset[Input], debounce: Mapping[Input, Debounce]) -> None:
        self._fitted = sorted(fitted)
        self._debounce = debounce
        self._active: dict[Input, bool] = {}
        self._raw: dict[Input, bool] = {}
        self._raw_since: dict[Input, float] = {}
        self._changed: dict[Input, float] = {}
        self._unknown = set(fitted)
        self._told_since: dict[Input, float] = {}

    def sample(self, active: frozenset[Input], unknown: frozenset[Input], now: float) -> None:
        """Take a scan's raw readings; the first ones count at once."""
        for sensor in self._fitted:
            told = sensor not in unknown
            raw = sensor in active if told else sensor in SAFE_WHEN_UNKNOWN
            first = sensor not in self._raw
            if first:
                self._active[sensor], self._changed[sensor] = raw, now
            if self._raw.get(sensor) is not raw:
                self._raw[sensor], self._raw_since[sensor] = raw, now
            self._doubt(sensor, now, told=told, at_once=first)

    def inputs(self, now: float) -> Inputs:
        """Return what counts at this moment; before the first sample everything is unknown."""
        for sensor, raw in self._raw.items():
            if raw is not self._active[sensor] and now >= self._due(sensor):
                self._active[sensor], self._changed[sensor] = raw, now
        self._unknown -= {sensor for sensor in self._doubtful() if now >= self._sure(sensor)}
        return Inputs(
            active=frozenset(
                sensor
                for sensor in self._fitted
                if self._active.get(sensor, sensor in SAFE_WHEN_UNKNOWN)
            ),
            unknown=frozenset(self._unknown),
            changed=dict(self._changed),
        )

    @property
    def deadline(self) -> float | None:
        """When a reading that has not settled yet will count."""
        pending = [self._due(s) for s, raw in self._raw.items() if raw is not self._active[s]]
        return min([*pending, *map(self._sure, self._doubtful())], default=None)

    def _doubt(self, sensor: Input, now: float, *, told: bool, at_once: bool) -> None:
        """Note whether the sensor can be told, and since when."""
        if not told:
            self._unknown.add(sensor)
            self._told_since.pop(sensor, None)
        elif at_once:
            self._unknown.discard(sensor)
        else:
            self._told_since.setdefault(sensor, now)

    def _doubtful(self) -> list[Input]:
        """Return the unknown sensors that can be told again, but not yet for long enough."""
        return [sensor for sensor in self._told_since if sensor in self._unknown]

    def _due(self, sensor: Input) -> float:
        return self._raw_since[sensor] + self._patience(sensor)

    def _sure(self, sensor: Input) -> float:
        told = max(self._told_since[sensor], self._raw_since[sensor])
        return told + self._patience(sensor)

    def _patience(self, sensor: Input) -> float:
        times = self._debounce[sensor]
        return times.on if self._raw[sensor] else times.off
