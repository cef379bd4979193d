"""Registered plates that a camera may have misread (`gate/core/README.md` §1.5).

The read says what it may be, never the list of vehicles: so the search costs the same with a
thousand vehicles as with a million, and nothing is ever bent towards what is registered.
"""

from dataclasses import dataclass

from gate.core.access.book import PermitBook
from gate.core.values.model import Credential, Medium
from gate.core.values.settings import Correction, PlateRules

MOST_ERRORS = 1
"""Characters that are mended at most. A read that needs more is left to the guard."""


@dataclass(frozen=True, slots=True)
class NearMatch:
    """What a read was taken for.

    `candidates` are the registered plates within `errors` of it; `plate` is the one it was taken
    for, None = the guard has to say which.
    """

    read: str
    errors: int
    candidates: tuple[str, ...]
    plate: str | None


def near_match(read: Credential, book: PermitBook, rules: PlateRules) -> NearMatch | None:
    """Look for registered plates within one correction; None = none is near, or none is wanted.

    One is taken for the right one only if no other plate, registered or not, explains the read as
    well, the read itself included, and if no two plates share its canonical form.
    """
    if rules.correction is Correction.OFF or book.vehicle(read) is not None:
        return None
    explained = rules.grammar.explanations(read.value, MOST_ERRORS)
    candidates = tuple(
        sorted(
            plate
            for plate, errors in explained.items()
            if errors == MOST_ERRORS and book.vehicle(Credential(Medium.PLATE, plate)) is not None
        )
    )
    if not candidates:
        return None
    certain = len(explained) == 1 and not rules.grammar.shared(candidates[0])
    return NearMatch(read.value, MOST_ERRORS, candidates, candidates[0] if certain else None)
