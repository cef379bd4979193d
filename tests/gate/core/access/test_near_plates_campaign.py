"""Whoever is not on the list never gets in by a correction, and those who are get in more often."""

from random import Random

import pytest

from gate.core.access.book import PermitBook
from gate.core.access.near_plates import near_match
from gate.core.values.plate_indonesia import Indonesia
from gate.core.values.settings import PlateRules
from tests.gate.core.camera import a_plate, misread, neighbour, single_errors
from tests.gate.core.vehicles import plate, vehicle

pytestmark = pytest.mark.walk

GRAMMAR = Indonesia()
RULES = PlateRules(GRAMMAR)


def let_in(read: str, book: PermitBook) -> tuple[bool, bool]:
    """Whether a read opens: as it is, and by correction."""
    match = near_match(plate(read), book, RULES)
    return book.vehicle(plate(read)) is not None, match is not None and match.plate is not None


def pairs(seed: int, count: int) -> list[tuple[str, str]]:
    """So many registered plates, each with one that is not and hard to tell from it."""
    dice = Random(seed)
    registered = {a_plate(dice) for _ in range(count)}
    twins = ((one, neighbour(one, dice, GRAMMAR)) for one in sorted(registered))
    return [(one, other) for one, other in twins if other not in registered]


@pytest.mark.parametrize("count", [1_500, pytest.param(21_000, marks=pytest.mark.long)])
def test_no_unregistered_plate_opens_by_correction_whatever_character_is_misread(count):
    known = pairs(7, count)
    book = PermitBook([vehicle(n, plate(one)) for n, (one, _) in enumerate(known)])
    wrong = [
        (other, read)
        for _, other in known
        for read in (other, *single_errors(other))
        if let_in(read, book)[1]
    ]

    assert len(known) > 0.95 * count
    assert wrong == []


@pytest.mark.long
def test_what_correction_gains_and_what_a_camera_without_bounds_costs(capsys):
    """A camera may err in several places at once; then an exact match is the far greater risk."""
    known, dice, reads, rate = pairs(8, 21_000), Random(9), 200_000, 0.02
    book = PermitBook([vehicle(n, plate(one)) for n, (one, _) in enumerate(known)])
    ours = [let_in(misread(dice.choice(known)[0], dice, rate), book) for _ in range(reads)]
    theirs = [let_in(misread(dice.choice(known)[1], dice, rate), book) for _ in range(reads)]
    exact, mended = sum(as_is for as_is, _ in ours), sum(by for _, by in ours)
    by_chance, by_correction = sum(as_is for as_is, _ in theirs), sum(by for _, by in theirs)
    with capsys.disabled():
        print(  # noqa: T201 - the campaign's figures
            f"\nfalse rejects: {1 - exact / reads:.2%} without correction,"
            f" {1 - (exact + mended) / reads:.2%} with it; hard neighbours let in:"
            f" {by_chance / reads:.3%} read exactly as another plate, {by_correction / reads:.4%}"
            " by correction, all of them misread twice"
        )

    assert mended > 0
    assert by_correction * 10 < by_chance
