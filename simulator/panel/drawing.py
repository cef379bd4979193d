"""Where things of a lane stand in its drawing, in units of an SVG box 400 wide."""

from dataclasses import dataclass

from gate.core.values.model import Direction
from simulator.world import Strip

WIDTH = 400.0
FIRST, LAST = -20.0, 9.0
"""Metres of the lane that are drawn, counted from the boom in driving direction."""

_UNIT = WIDTH / (LAST - FIRST)


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of the lane: its left edge and its width."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """One lane from above. Both lanes share the viewpoint: street left, yard right.

    `boom` is where it crosses the road, `scale` units per metre in driving direction, which is
    negative for a lane that leads left.
    """

    boom: float
    scale: float
    arming_loop: Box
    safety_loop: Box
    inner_loop: Box

    @classmethod
    def of(cls, direction: Direction) -> "Drawing":
        """Lay out the lane of a direction."""
        scale = _UNIT if direction is Direction.IN else -_UNIT
        boom = -FIRST * _UNIT if direction is Direction.IN else LAST * _UNIT
        strip = Strip()
        return cls(
            boom=boom,
            scale=scale,
            arming_loop=_box(strip.arming_loop, boom, scale),
            safety_loop=_box(strip.safety_loop, boom, scale),
            inner_loop=_box(strip.inner_loop, boom, scale),
        )


def _box(span: tuple[float, float], origin: float, scale: float) -> Box:
    ends = [origin + place * scale for place in span]
    return Box(round(min(ends), 1), round(abs(ends[1] - ends[0]), 1))
