import pytest

from gate.core.access.book import PermitBook
from gate.core.access.near_plates import NearMatch, near_match
from gate.core.values.plate_grammar import AnyPlate
from gate.core.values.settings import Correction, PlateRules
from tests.gate.core.vehicles import plate, vehicle

RULES = PlateRules()


def found(read: str, *registered: str, rules: PlateRules = RULES) -> NearMatch | None:
    vehicles = [vehicle(number, plate(each)) for number, each in enumerate(registered, start=1)]
    return near_match(plate(read), PermitBook(vehicles), rules)


@pytest.mark.parametrize(
    ("read", "registered"),
    [
        ("N12O4AP", "N1204AP"),
        ("N1234A8C", "N1234ABC"),
        ("81234KJT", "B1234KJT"),
        ("L1Z46X", "L1246X"),
        ("N1234A8", "N1234AB"),
        ("NI234AP", "N1234AP"),
    ],
)
def test_a_read_that_can_be_one_plate_only_is_taken_for_it(read, registered):
    assert found(read, registered) == NearMatch(read, 1, (registered,), registered)


@pytest.mark.parametrize(
    ("read", "registered"),
    [
        ("N1234AP", "N1234AP"),  # as registered
        ("N1284AP", "N1234AP"),  # a digit for a digit: another plate, for all that can be told
        ("N1Z3AAP", "N1234AP"),  # two errors
        ("N1234AP", "N3008RK"),
        ("RI1", "R11"),  # a special plate is itself
    ],
)
def test_what_is_no_single_error_is_taken_for_nothing(read, registered):
    assert found(read, registered) is None


@pytest.mark.parametrize(
    ("read", "registered"),
    [
        ("N123OAP", "N1230AP"),  # is a plate as it was read
        ("N1A1", "N1AL"),  # N 1 AI and N 1 AT are plates too, though not registered
        ("NTAP", "N1AP"),  # or N 7 AP
        ("S1Z34OA", "S1234OA"),  # the crossed O is another letter
    ],
)
def test_where_another_plate_explains_it_as_well_the_guard_is_asked(read, registered):
    assert found(read, registered) == NearMatch(read, 1, (registered,), None)


def test_of_several_registered_ones_none_is_chosen():
    assert found("11234AB", "T1234AB", "L1234AB") == NearMatch(
        "11234AB", 1, ("L1234AB", "T1234AB"), None
    )


def test_a_site_may_forbid_it():
    assert found("N12O4AP", "N1204AP", rules=PlateRules(correction=Correction.OFF)) is None


def test_without_a_grammar_nothing_is_corrected():
    assert found("N12O4AP", "N1204AP", rules=PlateRules(grammar=AnyPlate())) is None
