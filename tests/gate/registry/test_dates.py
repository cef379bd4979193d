from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.registry import dates

MONTHS = (
    ("Jan",),
    ("Feb", "Pebruari"),
    ("Mar", "Maret"),
    ("Apr",),
    ("Mei", "May"),
    ("Jun", "Juni"),
    ("Jul", "July"),
    ("Agu", "Agt", "Ags", "Aug", "Agustus"),
    ("Sep", "September"),
    ("Okt", "Oct"),
    ("Nov", "Nop"),
    ("Des", "Dec"),
)
LAST_OF_2026 = date(2026, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "31-12-2026",
        " 31/12/2026 ",
        "31.12.2026",
        "31 12 2026",
        "2026-12-31",
        "2026/12/31",
        "31 Des 2026",
        "31-Dec-26",
        "31 Desember 2026",
        "31-12-26",
        "31/12/2026 00:00:00",
        "2026-12-31T00:00:00",
        "31/12/2026 0.00",
    ],
)
def test_a_date_may_be_spelt_in_many_ways(text: str):
    assert dates.parse(text) == LAST_OF_2026


@pytest.mark.parametrize(
    "text",
    ["", "besok", "12/31/2026", "31-02-2026", "31 Foo 2026", "1-1-1066", "31-12-9999", "1-1-202"],
)
def test_what_is_no_date_is_refused(text: str):
    with pytest.raises(ValueError, match=r"."):
        dates.parse(text)


def test_the_day_comes_first():
    assert dates.parse("01/02/2026") == date(2026, 2, 1)


def test_every_month_has_its_indonesian_and_its_english_name():
    for number, names in enumerate(MONTHS, start=1):
        for name in names:
            assert dates.parse(f"1 {name} 2026") == date(2026, number, 1)


def test_a_permit_ends_with_the_midnight_after_its_last_day():
    end = dates.end_after(LAST_OF_2026, ZoneInfo("Asia/Jakarta"))

    assert end == 1_798_736_400  # 2026-12-31T17:00Z


@given(
    day=st.dates(date(1971, 1, 1), date(2199, 12, 30)),
    zone=st.sampled_from(["Asia/Jakarta", "Asia/Jayapura", "Europe/Berlin", "America/Sao_Paulo"]),
)
def test_a_stored_day_reads_back_as_the_same_day(day: date, zone: str):
    site = ZoneInfo(zone)

    assert dates.first_day(dates.first_moment(day, site), site) == day
    assert dates.last_day(dates.end_after(day, site), site) == day
    assert dates.parse(dates.spell(day)) == day


@pytest.mark.parametrize(
    "text",
    ["31-12-2026 16:30", "31/12/2026 16.30", "2026-12-31T16:30:00", " 31 Des 2026  16:30:00 "],
)
def test_a_moment_is_read_with_and_without_seconds(text: str):
    wib = ZoneInfo("Asia/Jakarta")

    assert dates.start(text, wib) == dates.end(text, wib) == 1_798_709_400
    assert dates.spell_start(1_798_709_400, wib) == "31-12-2026 16:30"


@pytest.mark.parametrize("text", ["16:30", "31-12-2026 24:00", "31-12-2026 16", "besok 16:30"])
def test_what_is_no_moment_is_refused(text: str):
    with pytest.raises(ValueError, match="not a date"):
        dates.start(text, ZoneInfo("Asia/Jakarta"))


@given(st.integers(0, 7_000_000_000))
def test_moments_are_read_as_they_are_spelt(seconds: int):
    wib = ZoneInfo("Asia/Jakarta")

    assert dates.start(dates.spell_start(seconds, wib), wib) == seconds
    assert dates.end(dates.spell_end(seconds, wib), wib) == seconds
