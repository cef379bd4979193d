"""Pass codes of visitors: made here, shown in groups like `7K4-92M`, read however they are grouped.

Ours have six characters without 0, O, 1 and I, the last of which follows from the others: one
mistyped character, and any two that changed places, are found out. Staff may give vehicles other
codes too, which say nothing about themselves.
"""

import re
import secrets
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Characters that nobody takes for one another; as many as the field of 2⁵ elements has."""

LENGTH = 6
"""Characters of a code of ours, the check character among them."""

_GROUP = 3
_FORM = re.compile(r"^[A-Z0-9]{4,32}$")
_SEPARATORS = re.compile(r"[\s-]+")
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_TOP, _POLYNOMIAL = 0b10000, 0b100101  # x⁵ + x² + 1


def make(is_taken: Callable[[str], bool]) -> str:
    """Return a new code that cannot be guessed and that nobody has."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        code = drawn + ALPHABET[_times_x(_sum(drawn))]
        if not is_taken(code):
            return code


def canonical(text: str) -> str:
    """Return a pass code in upper case without spaces and dashes; ValueError when it is none."""
    code = _SEPARATORS.sub("", text.upper())
    if _FORM.match(code) is None:
        raise ValueError(f"not a pass code: {text!r}")
    return code


def spell(code: str) -> str:
    """Group a code of ours as people read it out; any other stays as it is."""
    if len(code) != LENGTH:
        return code
    return "-".join(code[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))


def is_sound(code: str) -> bool:
    """Whether this can be a code of ours: its check character fits."""
    return len(code) == LENGTH and set(code) <= _VALUE.keys() and _sum(code) == 0


def _sum(code: str) -> int:
    """Add up the characters, each times one x more than the one after it."""
    total = 0
    for character in code:
        total = _times_x(total) ^ _VALUE[character]
    return total


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _POLYNOMIAL if value & _TOP else doubled
