"""Plates as pictures of the real ones: spelling and colour."""

import re
from typing import Final

from gate.core.values.plates import display

_EAST_JAVA: Final = re.compile(r"^(?:AE|AG|[LMNPSW])[1-9]\d{0,3}([A-Z]{1,3})$")


def spelt(plate: str) -> str:
    """Space a plate as stamped, whether it comes canonical or spaced."""
    return display(plate.replace(" ", ""))


def kind(plate: str) -> str:
    """Tell the colour from the number: `government`, `public` or `private`.

    In East Java the series of red plates ends in P, that of yellow ones begins with U. Anything
    else is shown white: the number does not tell (`gate/core/README.md` §1.3).
    """
    match = _EAST_JAVA.match(plate.replace(" ", ""))
    if match is None:
        return "private"
    if match[1].endswith("P"):
        return "government"
    return "public" if match[1].startswith("U") else "private"
