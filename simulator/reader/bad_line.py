"""What a bad cable, a bad reader or a motor nearby does to the frames on their way. Pure."""

from collections.abc import Set as AbstractSet
from enum import StrEnum
from random import Random

LONGEST_BURST = 24
"""Bytes of noise at once."""

OFTEN = 0.4
"""Chance that a frame is hit by a trouble that hits some."""


class Trouble(StrEnum):
    """A trouble of one reader's line."""

    NOISE = "noise"  # bytes of chance between the frames
    CUT = "cut"  # frames that break off
    WRONG = "wrong"  # a byte of a frame is another one
    DOUBLE = "double"  # every frame comes twice


def spoilt(frame: bytes, troubles: AbstractSet[Trouble], random: Random) -> bytes:
    """Return what arrives of a frame."""
    if not frame:
        return frame
    if Trouble.WRONG in troubles and random.random() < OFTEN:
        place = random.randrange(len(frame))
        frame = (
            frame[:place] + bytes([frame[place] ^ random.randrange(1, 256)]) + frame[place + 1 :]
        )
    if Trouble.CUT in troubles and random.random() < OFTEN:
        frame = frame[: random.randrange(len(frame))]
    if Trouble.DOUBLE in troubles:
        frame += frame
    if Trouble.NOISE in troubles and random.random() < OFTEN:
        frame = random.randbytes(random.randint(1, LONGEST_BURST)) + frame
    return frame
