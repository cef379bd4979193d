import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.values.schedule import HOLIDAY, WHOLE_DAY, Calendar, Schedule, Window, allows
from gate.registry.timetable.windows import parse, spell

WEEK = range(HOLIDAY)


def every(days, *spans):
    return tuple(Window(day, *span) for day in sorted(days) for span in spans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon 06:00-18:00", every([0], (360, 1080))),
        ("mon-fri 06:00-18:00", every(range(5), (360, 1080))),
        ("Senin - Jumat 06.00 \N{EN DASH} 18.00", every(range(5), (360, 1080))),
        ("mon,wed, fri 6:00-9:00", every([0, 2, 4], (360, 540))),
        ("sat-mon 08:00-12:00", every([5, 6, 0], (480, 720))),
        ("daily 00:00-24:00", every(WEEK, (0, WHOLE_DAY))),
        ("setiap hari 00:00-24:00", every(WEEK, (0, WHOLE_DAY))),
        ("mon-sun 22:00-06:00", every(WEEK, (1320, 360))),
        ("fri 18:00-00:00", every([4], (1080, WHOLE_DAY))),
        ("mon 06:00-09:00,13:00-18:00", every([0], (360, 540), (780, 1080))),
        ("mon 06:00-09:00; sat,libur 08:00-12:00;",
         (*every([0], (360, 540)), *every([5, 7], (480, 720)))),
        ("hari libur 08:00-12:00", every([7], (480, 720))),
        ("", ()),
    ],
)  # fmt: skip
def test_windows_are_read_as_people_write_them(text, expected):
    assert parse(text) == expected


@pytest.mark.parametrize("number", WEEK)
@pytest.mark.parametrize(
    "names",
    [
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        ("sen", "sel", "rab", "kam", "jum", "sab", "min"),
        ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    ],
)
def test_days_have_their_names_in_both_languages(number, names):
    assert parse(f"{names[number]} 06:00-18:00") == (Window(number, 360, 1080),)


@pytest.mark.parametrize(
    "text",
    [
        "06:00-18:00",
        "mon",
        "mon 06:00",
        "mon 6-18",
        "mon 06:00-24:01",
        "mon 24:00-25:00",
        "mon 06:00-18:60",
        "mon 06:60-18:00",
        "mon 08:00-08:00",
        "mon 00:00-00:00",
        "someday 06:00-18:00",
        "mon- 06:00-18:00",
        "fri-holiday 06:00-18:00",
        "holiday-mon 06:00-18:00",
        "mon 06:00-18:00 tue",
    ],
)
def test_what_cannot_be_read_is_named(text):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - its whole text is compared
        parse(f"sun 06:00-18:00; {text}")

    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon 06:00-09:00,08:00-12:00", "mon 06:00-12:00"),
        ("mon 06:00-09:00,09:00-12:00", "mon 06:00-12:00"),
        ("mon 06:00-12:00,08:00-09:00", "mon 06:00-12:00"),
        ("mon 06:00-09:00,06:00-12:00", "mon 06:00-12:00"),
        ("mon 06:00-09:00,10:00-12:00", "mon 06:00-09:00,10:00-12:00"),
        ("mon 18:00-24:00,22:00-06:00", "mon 18:00-06:00"),
        ("mon 22:00-06:00,23:00-05:00", "mon 22:00-06:00"),
        ("daily 00:00-12:00,12:00-24:00", "daily 00:00-24:00"),
        ("mon 06:00-18:00,18:00-06:00", "mon 06:00-18:00,18:00-06:00"),  # a day, from 6 to 6
        ("mon 06:00-09:00,08:00-07:00", "mon 06:00-09:00,08:00-07:00"),  # more than a day
        ("mon 06:00-09:00; mon 08:00-12:00", "mon 06:00-12:00"),
        ("mon-fri 06:00-18:00; wed 17:00-20:00",
         "mon-tue 06:00-18:00; wed 06:00-20:00; thu-fri 06:00-18:00"),
        ("tue 06:00-18:00; mon 06:00-18:00", "mon-tue 06:00-18:00"),
        ("sun,holiday 06:00-18:00", "sun 06:00-18:00; holiday 06:00-18:00"),
        ("mon,wed 06:00-18:00", "mon 06:00-18:00; wed 06:00-18:00"),
    ],
)  # fmt: skip
def test_windows_are_spelt_without_repeating_themselves(text, expected):
    assert spell(parse(text)) == expected


starts = st.integers(0, WHOLE_DAY - 1)
windows = st.builds(Window, st.integers(0, HOLIDAY), starts, starts.map(lambda end: end + 1))
lists = st.lists(windows.filter(lambda each: each.start != each.end % WHOLE_DAY), max_size=8)


def spelt_one_by_one(drawn):
    return "; ".join(spell([window]) for window in drawn)


@given(lists)
def test_what_is_spelt_is_read_again(drawn):
    read = parse(spelt_one_by_one(drawn))

    assert parse(spell(read)) == read
    assert len({window[:2] for window in read}) == len(read)


@given(lists, st.integers(0, 14 * 24 * 60))
def test_joining_windows_changes_no_verdict(drawn, minute):
    def holds(windows):
        return allows(Schedule(1, "", tuple(windows)), Calendar(), minute * 60.0)

    assert holds(parse(spelt_one_by_one(drawn))) is holds(drawn)
