"""Bars as numbers an SVG can draw: geometry only, no text, which stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

GROUP: Final = 24
"""Width of the place of one pair of bars; the height of the plot is 100."""

_BAR: Final = 8
_LINES: Final = 4
_STEPS: Final = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `kind` is in or out."""

    x: float
    y: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Pairs of bars over a scale. `ticks` are written beside it, from the top down."""

    width: int
    bars: tuple[Bar, ...]
    ticks: tuple[int, ...]

    @property
    def lines(self) -> tuple[float, ...]:
        """Where the scale's lines lie."""
        return tuple(100 * number / (len(self.ticks) - 1) for number in range(len(self.ticks)))


def pairs(values: Sequence[tuple[float, float]]) -> Chart:
    """Draw a pair of bars for each place."""
    ticks = scale(max((value for pair in values for value in pair), default=0.0))
    bars = []
    for place, pair in enumerate(values):
        for side, (kind, value) in enumerate(zip(("in", "out"), pair, strict=True)):
            height = round(100 * value / ticks[0], 2)
            x = place * GROUP + GROUP / 2 - _BAR - 0.5 + side * (_BAR + 1)
            bars.append(Bar(x, round(100 - height, 2), height, kind))
    return Chart(GROUP * max(1, len(values)), tuple(bars), ticks)


def scale(most: float) -> tuple[int, ...]:
    """Return round numbers from at least `most` down to 0, a few and evenly apart."""
    rough = max(most, 1.0) / _LINES
    size = 10 ** floor(log10(rough)) if rough > 1 else 1
    step = next(each * size for each in _STEPS if each * size >= rough)
    return tuple(range(ceil(max(most, 1.0) / step) * step, -1, -step))
