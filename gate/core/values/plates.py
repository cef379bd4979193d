"""Number plates in canonical form, and as people write them.

The canonical form is what two spellings of one plate share: upper case, letters and digits only.
"""

import re

SHORTEST, LONGEST = 2, 12
"""Characters of a plate we accept; Indonesian ones have three to nine."""

_SECOND_LINE = re.compile(r"(?:(?<=[A-Z])[.·-]?|\s)\s*(?:0[1-9]|1[0-2])[.·-][0-9]{2}$")
_DIGIT = re.compile(r"[0-9]")
_SEPARATORS = re.compile(r"[\s.·_/-]+")
_CIVIL = re.compile(r"^([A-Z]{1,2})([1-9]\d{0,3})([A-Z]{0,3})$")


def canonical(text: str) -> str:
    """Return the plate without spaces, dots and dashes, in upper case.

    The month and year under the number (`01.20`), which cameras read along, are dropped where they
    stand behind a letter or a space: in `1234-07` they are the plate of a police car.
    Raises ValueError when what is left is no plate: empty, too long, other characters or no digit.
    """
    upper = text.upper().replace("Ø", "O").strip()
    first_line = _SECOND_LINE.sub("", upper)
    plate = _SEPARATORS.sub("", first_line if _DIGIT.search(first_line) else upper)
    if not SHORTEST <= len(plate) <= LONGEST or not plate.isascii() or not plate.isalnum():
        raise ValueError(f"not a number plate: {text!r}")
    if _DIGIT.search(plate) is None:
        raise ValueError(f"not a number plate, it has no digit: {text!r}")
    return plate


def display(plate: str) -> str:
    """Space a canonical plate as stamped: `N1234AP` → `N 1234 AP`; other kinds stay as they are."""
    match = _CIVIL.match(plate)
    if match is None:
        return plate
    return " ".join(part for part in match.groups() if part)
