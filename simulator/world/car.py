"""Who drives up, in what, and what of it a loop, a beam and a reader notice."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from simulator.world.settings import Span


class Manner(StrEnum):
    """What a driver does at a raised boom."""

    PATIENT = "patient"  # obeys a red light, but not in a fire
    PUSHY = "pushy"  # ignores it
    TAILGATING = "tailgating"  # sticks to the vehicle ahead and goes when that goes


@dataclass(frozen=True, slots=True)
class Body:
    """What a vehicle is made of. Metres; spans are counted backwards from its front.

    `loops` and `beam` are the parts that a loop and a light beam notice. `walking` is the speed of
    one who goes on foot: past the queue, in at the side of the boom, minding no light.
    """

    length: float
    loops: tuple[Span, ...]
    beam: tuple[Span, ...]
    walking: float | None = None

    @classmethod
    def of(cls, length: float) -> Self:
        """Build something that loop and beam notice from end to end."""
        whole = ((0.0, length),)
        return cls(length, whole, whole)

    @classmethod
    def with_trailer(cls, gap: float = 3.25) -> Self:
        """Build a car whose trailer rides so high that a loop loses it for `gap` metres.

        A loop comes free between the two where `gap` is longer than the loop.
        """
        length = CAR.length + gap + 3.0
        return cls(length, ((0.0, CAR.length), (CAR.length + gap, length)), ((0.0, length),))


CAR = Body.of(4.5)
MOTORCYCLE = Body(2.0, (), ((0.0, 2.0),))
"""Too little metal for a loop."""
PEDESTRIAN = Body(0.5, (), ((0.0, 0.5),), walking=1.2)


@dataclass(frozen=True, slots=True)
class Report:
    """One line a plate camera will say about the vehicle; `confidence` is 0..1."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Car:
    """Who drives up: tags on board, what the camera will report (none to three), the driver.

    `patience` is how many seconds the driver waits in front of the boom, None = for ever;
    `reaction` how many pass until a raised boom is noticed, None = as usual; `parks` how many the
    vehicle stands under the boom on its way. `inside`: it comes from the inside.
    """

    tags: tuple[str, ...] = ()
    reports: tuple[Report, ...] = ()
    manner: Manner = Manner.PATIENT
    patience: float | None = None
    body: Body = CAR
    inside: bool = False
    reaction: float | None = None
    parks: float | None = None

    @classmethod
    def showing(cls, tag: str | None = None, plate: str | None = None) -> Self:
        """A car of the usual kind: one tag, one plate read better and better, or either."""
        confidences = (0.88, 0.93, 0.97) if plate else ()
        return cls(
            tags=(tag,) if tag else (),
            reports=tuple(Report(plate or "", confidence) for confidence in confidences),
        )
