"""A camera that takes look-alikes for one another, and plates that are easily taken for others."""

from collections.abc import Iterator
from random import Random

from gate.core.values.plate_indonesia import LOOKALIKES, Indonesia

REGIONS = ("N", "N", "N", "L", "B", "P", "AG", "W", "S", "AE", "DK", "BL", "KT", "D")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

TAKEN_FOR = {**LOOKALIKES, **{letter: "" for letters in LOOKALIKES.values() for letter in letters}}
for _digit, _letters in LOOKALIKES.items():
    for _letter in _letters:
        TAKEN_FOR[_letter] += _digit


def a_plate(dice: Random) -> str:
    series = "".join(dice.choices(LETTERS, k=dice.choice((1, 2, 2, 2, 3, 3))))
    return f"{dice.choice(REGIONS)}{dice.randint(1, 9999)}{series}"


def misread(plate: str, dice: Random, rate: float) -> str:
    """The camera's word for a plate: whatever has look-alikes goes wrong at this rate."""
    return "".join(
        dice.choice(TAKEN_FOR[each]) if each in TAKEN_FOR and dice.random() < rate else each
        for each in plate
    )


def single_errors(plate: str) -> Iterator[str]:
    """Everything the camera can make of a plate by one error."""
    for place, each in enumerate(plate):
        for other in TAKEN_FOR.get(each, ""):
            yield plate[:place] + other + plate[place + 1 :]


def neighbour(plate: str, dice: Random, grammar: Indonesia) -> str:
    """Another plate that is hard to tell from this one: two errors, or one character, away."""
    for _ in range(50):
        if dice.random() < 0.5:
            twice = misread(dice.choice([*single_errors(plate), plate]), dice, 0.3)
        else:
            place = dice.randrange(len(plate))
            alike = LETTERS if plate[place].isalpha() else "0123456789"
            twice = plate[:place] + dice.choice(alike) + plate[place + 1 :]
        if twice != plate and grammar.explanations(twice, 0):
            return twice
    return a_plate(dice)
