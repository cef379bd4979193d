from dataclasses import replace

from gate.registry.forms import VehicleForm
from gate.registry.problems import Problem, ProblemCode
from tests.gate.registry.office import Office


def test_one_wrong_row_stops_the_whole_import(office: Office):
    table = "pelat;pemegang;berlaku sampai\nN 1 A;Siti;besok\nN 2 A;Budi;\n"

    assert office.wrong(table) == {
        2: {"valid_until": Problem(ProblemCode.DATE_WRONG, {"text": "besok"})}
    }
    (outcome,) = office.rehearse(table).wrong
    assert outcome.found == {"valid_until": "besok"}


def test_what_an_earlier_row_has_is_wrong_in_a_later_one(office: Office):
    found = office.wrong(
        "pelat;tag;pemegang\nN 1 A;01001293D8;Siti\nN1A;;Budi\nN 2 A;01001293D8;Agus\n"
    )

    assert found == {
        3: {"plate": Problem(ProblemCode.ROW_REPEATS, {"text": "N1A", "row": 2})},
        4: {"tags": Problem(ProblemCode.ROW_REPEATS, {"text": "01001293D8", "row": 2})},
    }


def test_two_rows_may_not_mean_one_vehicle_by_its_two_tags(office: Office, car: VehicleForm):
    office.add(replace(car, plate="", tags=("0000000001", "0000000002")))

    found = office.wrong("tag;pemegang\n0000000001;Siti\n0000000002;Budi\n")

    assert found == {3: {"row": Problem(ProblemCode.ROW_REPEATS, {"text": "0000000002", "row": 2})}}


def test_a_tag_of_another_vehicle_is_not_taken_over(office: Office, car: VehicleForm):
    owner = office.add(car)

    found = office.wrong("pelat;tag;pemegang\nN 1 A;01001293D8;Budi\n")

    assert found[2]["tags"].code is ProblemCode.TAG_TAKEN
    assert found[2]["tags"].params["vehicle"] == owner.id


def test_cells_beyond_the_headings_are_wrong(office: Office):
    assert office.wrong("pelat;pemegang\nN 1 A;Siti;Kominfo\n") == {
        2: {"row": Problem(ProblemCode.CELLS_MANY, {"text": "Kominfo"})}
    }


def test_a_row_with_a_broken_tag_is_named_by_it(office: Office):
    (outcome,) = office.rehearse("tag;pemegang\nxyz;Siti\n").wrong

    assert outcome.title == "xyz"
    assert outcome.problems["tags"].code is ProblemCode.TAG_WRONG
