"""Which of the plates a camera has read of one vehicle is believed.

Cameras report a plate several times in a pass and change it. Every read is a vote, as heavy as the
camera was sure; nothing is won by being first.
"""

from collections.abc import Mapping
from typing import NamedTuple

from gate.core.access.access import Sighting
from gate.core.access.book import PermitBook
from gate.core.values.model import Credential

UNSURE = 0.8
"""What a read weighs whose camera tells no confidence."""

HEAVIEST = 4.0
"""What all votes for a plate weigh at most: a camera may mend its mind in seconds."""

REGISTERED = 2.0
"""How much more the votes for a plate weigh that somebody has."""


class Votes(NamedTuple):
    """The votes for one plate: their weight, and the clearest of the sightings."""

    weight: float
    clearest: Sighting


Poll = Mapping[Credential, Votes]


def clearer(one: Sighting, other: Sighting) -> bool:
    """Whether a camera was surer of one reading than of the other."""
    if one.confidence is None or other.confidence is None:
        return False
    return one.confidence > other.confidence


def voted(poll: Poll, sighting: Sighting) -> Poll:
    """Add a read to the votes."""
    known = poll.get(sighting.credential)
    weight = UNSURE if sighting.confidence is None else sighting.confidence
    if known is None:
        return {**poll, sighting.credential: Votes(weight, sighting)}
    clearest = sighting if clearer(sighting, known.clearest) else known.clearest
    total = min(HEAVIEST, known.weight + weight)
    return {**poll, sighting.credential: Votes(total, clearest)}


def leads(poll: Poll, challenger: Credential, believed: Credential, book: PermitBook) -> bool:
    """Whether a plate has to be believed instead of another; the newer one where they are even.

    Votes for a plate that somebody has count double: nonsense comes easier than another's plate.
    """
    return _standing(poll, challenger, book) >= _standing(poll, believed, book)


def _standing(poll: Poll, plate: Credential, book: PermitBook) -> float:
    weight = poll[plate].weight
    return min(HEAVIEST, weight if book.vehicle(plate) is None else REGISTERED * weight)
