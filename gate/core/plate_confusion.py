"""Characters that cameras take for one another, and what a read may have been by them.

Only a letter where a digit has its place tells of an error, and a digit where a letter has: a
letter read for another letter makes another plate, which nothing in the read gives away. Each
pair is taken in both directions (`gate/core/README.md` §1.4).
"""

from collections.abc import Iterator

LETTER, DIGIT = "L", "D"
"""What has its place somewhere in a plate; `LDDDDLL` is how `N1234AP` is built."""

LOOKALIKES = {
    "0": "DOQU",
    "1": "ILT",
    "2": "Z",
    "4": "A",
    "5": "S",
    "6": "G",
    "7": "T",
    "8": "B",
}
"""The letters that each digit is taken for."""

_AS_DIGIT = {
    letter: "".join(digit for digit, letters in LOOKALIKES.items() if letter in letters)
    for letter in sorted(set("".join(LOOKALIKES.values())))
}


def readings(read: str, build: str, most: int) -> Iterator[tuple[str, int]]:
    """Yield what a read stands for if it is built so, with how many characters were taken wrongly.

    `read` is canonical and as long as `build`; beyond `most` errors nothing is yielded.
    """
    found = [("", 0)]
    for character, kind in zip(read, build, strict=True):
        meant = _meant(character, kind)
        price = 0 if meant == character else 1
        found = [
            (before + each, cost + price)
            for before, cost in found
            if cost + price <= most
            for each in meant
        ]
        if not found:
            return
    yield from found


def _meant(character: str, kind: str) -> str:
    """Return the character itself where it has its place, else what it looks like."""
    if character.isdigit() is (kind == DIGIT):
        return character
    return (_AS_DIGIT if kind == DIGIT else LOOKALIKES).get(character, "")
