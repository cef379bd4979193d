"""Jadwal: a week to look at, a form that works without script, categories and lane plans."""

import pytest

from gate.core.values.model import Category
from gate.registry.database import editing, reading
from gate.registry.people import users
from gate.registry.timetable import plans, schedules
from gate.registry.timetable.form import ScheduleForm
from gate.registry.timetable.plans import PlanForm, PlanMode
from gate.web.board.week import in_words, rows, week
from gate.words.language import Language
from tests.gate.web.site import PASSWORD, Site

OFFICE = ScheduleForm("jam kantor", ("mon-fri 06:00-18:00", "sat 07:00-12:00"))
NIGHT = ScheduleForm("piket", ("sat,sun 22:00-06:00", "holiday 00:00-24:00"))
LANES = ("masuk", "keluar")


@pytest.fixture
def office(site: Site) -> int:
    return made(site, OFFICE)


def made(site: Site, form: ScheduleForm) -> int:
    with editing(site.engine) as session:
        return schedules.add(session, form, author=site.author, lanes=LANES).id


def known(site: Site) -> dict[str, ScheduleForm]:
    with reading(site.engine) as session:
        return {each.name: ScheduleForm.of(each) for each in schedules.everyone(session)}


def newest(site: Site) -> str:
    return site.rows(1)[0].kind


async def test_without_schedules_the_page_says_what_that_means(browser):
    someone = await browser("yulianti")

    await someone.get("/schedules")

    assert "Belum ada jadwal." in someone.text


async def test_a_schedule_is_made_of_rows_of_days_and_hours(browser, site: Site):
    someone = await browser("yulianti")
    await someone.get("/schedules/new")

    answer = await someone.post(
        "/schedules/new",
        **{"name": "jam kantor", "days-0": ["0", "1"], "start-0": "06.00", "end-0": "18.00"},
    )

    assert answer.status_code == 200
    assert "Jadwal disimpan. Berlaku sekarang." in someone.text
    assert known(site)["jam kantor"].windows == ("mon-tue 06:00-18:00",)
    assert site.rows(1)[0].actor == "user:3"


@pytest.mark.usefixtures("office")
async def test_the_list_says_when_where_and_for_whom(browser, site: Site):
    with editing(site.engine) as session:
        schedules.give(session, "jam kantor", Category.EMPLOYEE, author=site.author)
        plan = PlanForm("masuk", PlanMode.HOLD, "jam kantor", "Apel")
        plans.add(session, plan, author=site.author, lanes=LANES)
    someone = await browser("yulianti")

    await someone.get("/schedules")

    for part in ("Sen-Jum 06.00-18.00; Sab 07.00-12.00", "Semua jalur", "Pegawai", "Apel"):
        assert part in someone.text
    assert "1 rencana jalur" in someone.text
    assert "Tambah rencana" not in someone.text


async def test_the_form_brings_back_what_stands_and_changes_it(browser, site: Site, office: int):
    someone = await browser("admin")
    await someone.get(f"/schedules/{office}")
    assert 'value="06.00"' in someone.page.text

    await someone.post(
        f"/schedules/{office}",
        **{
            "name": "jam dinas",
            "days-0": ["0"],
            "start-0": "05.30",
            "end-0": "18.00",
            "start-1": "",
            "as_usual": "yes",
            "lanes": ["masuk"],
        },
    )

    assert known(site) == {
        "jam dinas": ScheduleForm(
            "jam dinas", ("mon 05:30-18:00",), lanes=("masuk",), holds_on_holidays=True
        )
    }
    assert newest(site) == "admin.schedule_changed"


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("typed", "cure"),
    [
        ({"name": ""}, "Isi nama"),
        ({"name": "JAM KANTOR"}, "sudah dipakai"),
        ({"name": "x", "days-0": "1", "start-0": "pagi"}, "Jam tidak dikenali."),
        (
            {"name": "x", "days-0": "7", "start-0": "6.00", "end-0": "7.00", "as_usual": "yes"},
            "Pilih salah satu",
        ),
    ],
)
async def test_what_was_typed_stays_beside_its_cure(browser, site: Site, typed: dict, cure: str):
    someone = await browser("yulianti")
    await someone.get("/schedules/new")

    answer = await someone.post("/schedules/new", **typed)

    assert answer.status_code == 400
    assert cure in someone.text
    assert f'value="{typed["name"]}"' in someone.page.text
    assert known(site).keys() == {"jam kantor"}


async def test_a_change_with_a_problem_is_not_saved(browser, site: Site, office: int):
    someone = await browser("yulianti")
    await someone.get(f"/schedules/{office}")

    assert (await someone.post(f"/schedules/{office}", name="")).status_code == 400
    assert known(site)["jam kantor"] == ScheduleForm(
        "jam kantor", ("mon-fri 06:00-18:00; sat 07:00-12:00",)
    )


async def test_categories_are_held_to_it_and_let_go(browser, site: Site, office: int):
    someone = await browser("yulianti")
    await someone.get(f"/schedules/{office}")
    await someone.post(f"/schedules/{office}/categories", categories=["employee", "vendor"])

    await someone.post(f"/schedules/{office}/categories", categories=["vendor"])

    with reading(site.engine) as session:
        assert list(schedules.by_category(session)) == ["vendor"]


async def test_a_category_has_one_schedule_at_a_lane(browser, site: Site, office: int):
    night = made(site, NIGHT)
    someone = await browser("yulianti")
    await someone.get(f"/schedules/{office}")
    await someone.post(f"/schedules/{office}/categories", categories=["vendor"])

    answer = await someone.post(f"/schedules/{night}/categories", categories=["vendor"])

    assert answer.status_code == 400
    assert "Golongan itu sudah memakai jadwal jam kantor" in someone.text


async def test_it_goes_once_nobody_has_it(browser, site: Site, office: int):
    someone = await browser("yulianti")
    await someone.get(f"/schedules/{office}")
    await someone.post(f"/schedules/{office}/categories", categories=["vendor"])
    answer = await someone.post(f"/schedules/{office}/remove")
    assert answer.status_code == 400
    assert "masih dipakai" in someone.text
    await someone.post(f"/schedules/{office}/categories")
    await someone.get(f"/schedules/{office}/remove")
    assert "jam kantor" in someone.text

    await someone.post(f"/schedules/{office}/remove")

    assert known(site) == {}


@pytest.mark.usefixtures("office")
async def test_an_admin_plans_what_a_lane_does_by_itself(browser, site: Site):
    admin = await browser("admin")
    await admin.get("/schedules")
    plan = {"lane": "masuk", "mode": "hold", "schedule": "jam kantor"}
    answer = await admin.post("/schedules/plans", **plan, reason="")
    assert answer.status_code == 400
    await admin.post("/schedules/plans", **plan, reason="Apel pagi")
    assert "Jalur masuk: Palang ditahan terbuka" in admin.text
    await admin.get("/schedules/plans/1/remove")
    assert "Apel pagi" in admin.text

    await admin.post("/schedules/plans/1/remove")

    assert newest(site) == "admin.plan_removed"
    assert (await admin.get("/schedules/plans/1/remove")).status_code == 404
    await admin.get("/schedules")
    assert (await admin.post("/schedules/plans/1/remove")).status_code == 404
    await admin.get("/schedules")
    assert (await admin.post("/schedules/plans", mode="nothing")).status_code == 400


async def test_an_officer_plans_nothing(browser):
    someone = await browser("yulianti")
    await someone.get("/schedules")

    assert (await someone.post("/schedules/plans", mode="hold")).status_code == 403


@pytest.mark.parametrize("login", ["slamet.r", "teknisi", "suparman"])
async def test_schedules_are_not_for_everybody(browser, login: str):
    someone = await browser(login)

    assert (await someone.get("/schedules")).status_code == 403


async def test_nothing_stands_behind_a_number_never_given(browser):
    someone = await browser("admin")

    assert (await someone.get("/schedules/99")).status_code == 404


def test_a_window_over_midnight_goes_on_in_the_next_row(site: Site, indonesian: Language):
    made(site, NIGHT)
    with reading(site.engine) as session:
        schedule = schedules.named(session, "piket")

    drawn = {
        day.name: [(bar.start, bar.minutes, bar.tail) for bar in day.bars]
        for day in week(schedule, indonesian)
    }

    assert drawn["Sabtu"] == [(1320, 120, False)]
    assert drawn["Minggu"] == [(0, 360, True), (1320, 120, False)]
    assert drawn["Senin"] == [(0, 360, True)]
    assert drawn["Hari libur"] == [(0, 1440, False)]
    assert week(schedule, indonesian)[-1].hours == "sepanjang hari"


def test_a_schedule_in_one_line_and_in_rows(site: Site, english: Language):
    made(site, NIGHT)
    made(site, ScheduleForm("terus", ("daily 00:00-24:00",), holds_on_holidays=True))
    with reading(site.engine) as session:
        night, always = schedules.named(session, "piket"), schedules.named(session, "terus")

    assert in_words(night.windows, english) == "Sat-Sun 22:00-06:00; Holiday all day"
    assert [(sorted(row.days), row.start, row.end) for row in rows(night, english)] == [
        ([5, 6], "22:00", "06:00"),
        ([7], "00:00", "24:00"),
        ([], "", ""),
    ]
    assert week(always, english)[-1].hours == "like other days"


async def test_an_auditor_reads_and_changes_nothing(browser, site: Site, office: int):
    with editing(site.engine) as session:
        users.add(session, "audit", "Inspektorat", "auditor", PASSWORD, author=site.author)
    auditor = await browser("audit")
    await auditor.get(f"/schedules/{office}")
    assert "Sepekan" in auditor.text
    assert "Simpan golongan" not in auditor.text

    answer = await auditor.post(f"/schedules/{office}", name="lain")

    assert answer.status_code == 403
    assert "Halaman ini untuk petugas kendaraan." in auditor.text
    assert (await auditor.get("/schedules/new")).status_code == 403
    assert (await auditor.get("/technician")).status_code == 200
    assert "Uji …" not in auditor.text
    assert (await auditor.get("/technician/masuk/open")).status_code == 403
