from zoneinfo import ZoneInfo

import pytest

from gate.words.language import Language
from tests.gate.web.conftest import NOW

DAY = 86_400


def test_what_tells_alike_texts_apart_is_not_said(indonesian: Language, english: Language):
    assert [each.say("tempat|Tamu") for each in (indonesian, english)] == ["Tamu", "Visitors"]
    assert english.say("Tamu") == "Visitor"


def test_numbers_and_times_are_written_as_each_language_does(
    indonesian: Language, english: Language
):
    assert [indonesian.number(1284), english.number(1284)] == ["1.284", "1,284"]
    assert [indonesian.percent(0.97), english.percent(0.97)] == ["97%", "97%"]
    assert [indonesian.clock(NOW), english.clock(NOW)] == ["07.42", "07:42"]
    assert indonesian.clock_seconds(NOW) == "07.42.00"
    assert indonesian.date(NOW) == english.date(NOW) == "24 Nov 2026"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-2, "22 Nov 2026"),
        (-1, "kemarin, 23 Nov 2026"),
        (0, "hari ini, 24 Nov 2026"),
        (1, "besok, 25 Nov 2026"),
    ],
)
def test_days_close_by_have_a_name(indonesian: Language, days: int, expected: str):
    assert indonesian.day(NOW + days * DAY, NOW) == expected


def test_a_moment_of_today_needs_no_day(indonesian: Language):
    assert indonesian.moment(NOW - 60, NOW) == "07.41"
    assert indonesian.moment(NOW - DAY, NOW) == "kemarin 07.42"
    assert indonesian.moment(NOW - 3 * DAY, NOW) == "21 Nov 2026 07.42"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-3, "0 seconds"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute"),
        (7199, "1 hour"),
        (172_800, "2 days"),
    ],
)
def test_durations_count_in_their_largest_whole_unit(
    english: Language, seconds: float, expected: str
):
    assert english.duration(seconds) == expected


def test_times_stand_in_the_gates_own_zone():
    assert Language("id", ZoneInfo("Asia/Jayapura")).clock(NOW) == "09.42"


def test_values_cannot_name_the_text_itself(indonesian: Language):
    assert indonesian.say("Pelat tidak dikenali: {text}. Contoh: N 1234 AP", text="xx").startswith(
        "Pelat tidak dikenali: xx"
    )
