import pytest

from gate.web.live import plates


@pytest.mark.parametrize(
    ("plate", "kind"),
    [
        ("N 1234 AP", "government"),
        ("N6P", "government"),
        ("AG 71 TP", "government"),
        ("N 1288 UK", "public"),
        ("N 871 PS", "private"),
        ("B 1234 AP", "private"),
        ("", "private"),
        ("RI1", "private"),
    ],
)
def test_the_colour_is_told_from_the_number_where_it_tells(plate: str, kind: str):
    assert plates.kind(plate) == kind


@pytest.mark.parametrize("plate", ["N1234AP", "N 1234 AP"])
def test_a_plate_is_spaced_as_stamped(plate: str):
    assert plates.spelt(plate) == "N 1234 AP"
