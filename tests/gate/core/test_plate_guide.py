"""The guide to number plates names the regions, look-alikes and mendings that the code has."""

import re
from pathlib import Path

import pytest

from gate.core.access.near_plates import MOST_ERRORS
from gate.core.values.plate_indonesia import LOOKALIKES, REGIONS, Indonesia
from gate.core.values.plates import canonical
from gate.web.live.plates import kind

GUIDE = (Path(__file__).parents[3] / "gate/core/README.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"### (1\.\d) [^\n]*\n(.*?)(?=\n##|\Z)", GUIDE, re.DOTALL))
MENDED = re.findall(r"\| `(\w+)` \| (`.*`) \|", SECTIONS["1.5"])


def test_the_regions_are_those_of_the_code():
    listed = SECTIONS["1.2"].partition("Codes change")[0]

    assert set(re.findall(r"\b[A-Z]{1,2}\b", listed)) == REGIONS


def test_the_look_alikes_are_those_of_the_code():
    listed = re.findall(r"\| (\d) \| ([A-Z ]+) \|", SECTIONS["1.4"])

    assert {digit: letters.replace(" ", "") for digit, letters in listed} == LOOKALIKES


@pytest.mark.parametrize(("read", "plates"), MENDED)
def test_a_read_may_be_what_the_guide_says(read: str, plates: str):
    found = Indonesia().explanations(read, MOST_ERRORS)

    assert sorted(found) == sorted(re.findall(r"\w+", plates))


def test_the_classes_are_plates_in_canonical_form():
    classes = re.findall(r"`(\w+)` \|$", SECTIONS["1.1"], re.MULTILINE)

    assert len(classes) == 5
    for plate in classes:
        assert canonical(plate) == plate
        assert Indonesia().explanations(plate, 0) == {plate: 0}


def test_the_examples_have_the_colour_that_the_guide_gives_them():
    assert "government plate ends in P (`N 1234 AP`)" in " ".join(SECTIONS["1.3"].split())
    assert kind("N 1234 AP") == "government"
