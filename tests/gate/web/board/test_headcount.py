"""How many are inside, in one line."""

from dataclasses import replace

import pytest

from gate.status.model import OccupancyStatus
from gate.web.board.card import headcount
from gate.words.language import Language
from tests.gate.web.conftest import NOW
from tests.gate.web.played_lanes import moment, status

WHOLE = OccupancyStatus(1143, 1180, 37, {}, "sure", {})


@pytest.mark.parametrize(
    ("known", "text", "detail"),
    [
        ({}, "Di dalam 1.143 dari 1.180", ""),
        ({"capacity": None, "by_category": {"visitor": 12}}, "Di dalam 1.143", "tamu 12"),
        (
            {"by_category": {"visitor": 1}, "certainty": "unsure"},
            "Di dalam 1.143 dari 1.180",
            "tamu 1, perkiraan",
        ),
    ],
)
def test_the_count_is_told_with_what_is_known_of_it(
    indonesian: Language, known: dict[str, object], text: str, detail: str
):
    whole = replace(WHOLE, **known)
    told = headcount(moment(NOW, status=status(occupancy=whole)), indonesian)

    assert told is not None
    assert (told.text, told.detail) == (text, detail)


def test_nothing_is_told_of_a_silent_gate_or_one_that_counts_nobody(indonesian: Language):
    silent = moment(NOW, status=status(occupancy=WHOLE), alive=False)

    for now in (silent, moment(NOW), moment(NOW, status=None)):
        assert headcount(now, indonesian) is None
