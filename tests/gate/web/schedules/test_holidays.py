"""Hari libur: listed by year, added, removed after a question, proposed from the calendar."""

from datetime import date

import pytest

from gate.registry.database import editing, reading
from gate.registry.timetable import holidays
from tests.gate.web.site import Site

INDEPENDENCE = date(2026, 8, 17)


@pytest.fixture
def one(site: Site) -> None:
    with editing(site.engine) as session:
        holidays.put(session, {INDEPENDENCE: "Hari Kemerdekaan"}, author=site.author)


def known(site: Site) -> dict[date, str]:
    with reading(site.engine) as session:
        return holidays.everyone(session)


async def test_a_year_without_holidays_says_so(browser):
    someone = await browser("yulianti")

    await someone.get("/holidays?year=2031")

    assert "Belum ada hari libur untuk tahun 2031." in someone.text


@pytest.mark.usefixtures("one")
async def test_this_year_is_shown_first(browser):
    someone = await browser("yulianti")

    await someone.get("/holidays")

    assert "Hari Kemerdekaan Senin, 17 Agu 2026" in someone.text


async def test_a_holiday_is_added(browser, site: Site):
    someone = await browser("yulianti")
    await someone.get("/holidays")

    await someone.post("/holidays", day="17-8-2026", name="Hari Kemerdekaan")

    assert known(site) == {INDEPENDENCE: "Hari Kemerdekaan"}
    assert "Hari libur disimpan." in someone.text
    assert (site.rows(1)[0].kind, site.rows(1)[0].actor) == ("admin.holidays_changed", "user:3")


@pytest.mark.parametrize(
    ("day", "name", "cure"),
    [("besok", "x", "Tulis tanggal seperti"), ("17-08-2026", " ", "Isi nama")],
)
async def test_what_was_typed_stays_beside_its_cure(browser, site: Site, day, name, cure):
    someone = await browser("yulianti")
    await someone.get("/holidays")

    assert (await someone.post("/holidays", day=day, name=name)).status_code == 400
    assert cure in someone.text
    assert f'value="{day}"' in someone.page.text
    assert known(site) == {}


@pytest.mark.usefixtures("one")
async def test_a_holiday_goes_after_a_question(browser, site: Site):
    someone = await browser("admin")
    await someone.get("/holidays/remove?day=2026-08-17")
    assert "Hari Kemerdekaan, 17 Agu 2026" in someone.text

    await someone.post("/holidays/remove", day="2026-08-17")

    assert known(site) == {}
    assert (await someone.post("/holidays/remove", day="2026-08-17")).status_code == 400
    for path in ("/holidays/remove?day=2026-08-17", "/holidays/remove?day=kemarin"):
        assert (await someone.get(path)).status_code == 404


@pytest.mark.usefixtures("one")
async def test_what_is_proposed_is_taken_over_by_choice(browser, site: Site):
    someone = await browser("yulianti")
    await someone.get("/holidays/proposal?year=2026")
    assert "Usulan hari libur 2026" in someone.text
    assert "libur nasional" in someone.text

    await someone.post("/holidays/proposal", year=2026, days=["2026-01-01", "2026-01-02"])

    assert date(2026, 1, 1) in known(site)
    assert date(2026, 1, 2) not in known(site)


async def test_nothing_is_proposed_twice(browser, site: Site):
    someone = await browser("yulianti")
    page = await someone.get("/holidays/proposal?year=2027")
    days = [part.split('"')[0] for part in page.text.split('name="days" value="')[1:]]
    assert len(days) > 10

    await someone.post("/holidays/proposal", year=2027, days=days)

    await someone.get("/holidays/proposal?year=2027")
    assert "Semua hari dari kalender sudah ada" in someone.text
    assert len(known(site)) == len(days)


@pytest.mark.parametrize("login", ["slamet.r", "teknisi", "suparman"])
async def test_holidays_are_not_for_everybody(browser, login: str):
    someone = await browser(login)

    assert (await someone.get("/holidays")).status_code == 403
