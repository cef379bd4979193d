"""Two people, one form: the slower one sees both, and what was typed stays until it is chosen."""

import re

import pytest

from gate.registry.database import editing, reading
from gate.registry.people import users
from gate.registry.timetable import holidays
from gate.store import retention
from gate.store.database import connect
from tests.gate.web.browsing import Browser
from tests.gate.web.site import Site

SCHEDULE = {"name": "jam kantor", "days-0": ["0", "1"], "start-0": "06.00", "end-0": "18.00"}


def seen(browser: Browser, action: str) -> str:
    """Return what the form that goes to an address carries."""
    form = browser.page.text.split(f'action="{action}"')[1].split("</form>")[0]
    return re.search(r'name="seen" value="([^"]*)"', form)[1]


async def faster(browser, path: str, action: str, **fields: object) -> tuple[Browser, str]:
    """Open a form, let another admin save other values in it, and return what it carried."""
    slow, quick = await browser("admin"), await browser("admin")
    await slow.get(path)
    carried = seen(slow, action)
    await quick.get(path)
    answer = await quick.post(action, seen=seen(quick, action), **fields)
    assert answer.status_code == 200
    return slow, carried


async def test_lifetimes_that_somebody_else_changed_are_shown_beside_what_was_typed(
    browser, site: Site
):
    days = {"registered": "365", "visitor": "90", "unknown": "30"}
    slow, carried = await faster(browser, "/retention", "/retention", **days | {"visitor": "60"})
    site.clock.wall += 120

    answer = await slow.post("/retention", seen=carried, **days | {"visitor": "45"})

    assert answer.status_code == 400
    assert "Kominfo mengubah isian ini 2 menit lalu. Bandingkan, lalu pilih." in slow.text
    assert "Tamu sekarang: 60 isian Anda: 45" in slow.text
    await slow.post("/retention", seen=seen(slow, "/retention"), **days | {"visitor": "45"})
    connection = connect(site.config.database, read_only=True)
    assert retention.lifetimes(connection)["visitor"] == 45
    connection.close()


async def test_the_same_from_two_people_is_no_conflict(browser):
    days = {"registered": "365", "visitor": "60", "unknown": "30"}
    slow, carried = await faster(browser, "/retention", "/retention", **days)

    assert (await slow.post("/retention", seen=carried, **days)).status_code == 200


async def test_a_user_whom_somebody_else_changed_is_asked_about(browser, site: Site):
    mine = {"name": "Slamet R.", "role": "guard", "active": "yes"}
    slow, carried = await faster(
        browser, "/users/1", "/users/1", name="Slamet Riyadi", role="officer", active="yes"
    )

    answer = await slow.post("/users/1", seen=carried, **mine)

    assert answer.status_code == 400
    assert "Tugas sekarang: petugas kendaraan isian Anda: petugas jaga" in slow.text
    with reading(site.engine) as session:
        assert users.get(session, 1).name == "Slamet Riyadi"


async def test_a_schedule_that_somebody_else_changed_is_asked_about(browser, site: Site):
    admin = await browser("admin")
    await admin.get("/schedules/new")
    await admin.post("/schedules/new", **SCHEDULE)
    slow, carried = await faster(
        browser, "/schedules/1", "/schedules/1", **SCHEDULE | {"end-0": "20.00"}
    )

    answer = await slow.post("/schedules/1", seen=carried, **SCHEDULE | {"end-0": "16.00"})

    assert answer.status_code == 400
    assert "sekarang: Sen-Sel 06.00-20.00 isian Anda: Sen-Sel 06.00-16.00" in slow.text
    assert (
        site.rows(1)[0].payload["after"]["windows"] != site.rows(1)[0].payload["before"]["windows"]
    )
    await slow.post(
        "/schedules/1", seen=seen(slow, "/schedules/1"), **SCHEDULE | {"end-0": "16.00"}
    )
    await slow.get("/schedules")
    assert "Sen-Sel 06.00-16.00" in slow.text


async def test_categories_that_somebody_else_ticked_are_asked_about(browser):
    admin = await browser("admin")
    await admin.get("/schedules/new")
    await admin.post("/schedules/new", **SCHEDULE)
    action = "/schedules/1/categories"
    slow, carried = await faster(browser, "/schedules/1", action, categories=["vendor"])

    answer = await slow.post(action, seen=carried, categories=["employee"])

    assert answer.status_code == 400
    assert "Dipakai oleh sekarang: Rekanan isian Anda: Pegawai" in slow.text


async def test_a_holiday_is_renamed_only_by_who_has_seen_its_name(browser, site: Site):
    admin = await browser("admin")
    await admin.get("/holidays")
    await admin.post("/holidays", day="17-08-2026", name="Kemerdekaan")

    answer = await admin.post("/holidays", day="17-08-2026", name="HUT RI")

    assert answer.status_code == 400
    assert "17 Agu 2026 sekarang: Kemerdekaan isian Anda: HUT RI" in admin.text
    carried = seen(admin, "/holidays")
    assert (await admin.post("/holidays", day="17-08-2026", name="HUT RI", seen=carried)).is_success
    with reading(site.engine) as session:
        assert list(holidays.everyone(session).values()) == ["HUT RI"]


async def test_who_was_faster_may_not_be_known(browser, site: Site):
    admin = await browser("admin")
    await admin.get("/retention")
    carried = seen(admin, "/retention")
    with editing(site.engine) as session:
        session.connection().exec_driver_sql("INSERT INTO retention VALUES ('visitor', 77)")

    await admin.post("/retention", seen=carried, registered="365", visitor="45", unknown="30")

    assert "Orang lain mengubah isian ini. Bandingkan, lalu pilih." in admin.text


@pytest.mark.parametrize("path", ["/retention", "/users/1"])
async def test_a_form_that_carries_no_stamp_is_saved(browser, path: str):
    admin = await browser("admin")
    await admin.get(path)
    fields = {"registered": "9", "visitor": "9", "unknown": "9"}

    answer = await admin.post(path, name="Slamet", role="guard", active="yes", **fields)

    assert answer.status_code == 200


async def test_who_was_faster_is_who_changed_it_last_not_who_told_of_it_last(browser, site: Site):
    """An import's rows come after what staff did meanwhile."""
    days = {"registered": "365", "visitor": "90", "unknown": "30"}
    slow, carried = await faster(browser, "/retention", "/retention", **days | {"visitor": "60"})
    earlier = site.clock.wall - 600
    site.record("admin.retention_changed", actor="user:1", wall=earlier, visitor=30)

    await slow.post("/retention", seen=carried, **days | {"visitor": "45"})

    assert "Kominfo mengubah isian ini 0 detik lalu. Bandingkan, lalu pilih." in slow.text
