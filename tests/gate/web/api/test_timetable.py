"""Schedules, plans and holidays through the API."""

from tests.gate.web.api.programs import fields, slug

OFFICE = {"name": "Kantor", "windows": "mon-fri 06:00-18:00"}


async def test_a_schedule_comes_changes_and_goes(admin, site):
    answer = await admin.ask("POST", "/schedules", OFFICE | {"lanes": ["masuk"]})
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (
        201,
        f"/api/v1/schedules/{made['id']}",
    )
    assert made == {
        "id": made["id"],
        "name": "Kantor",
        "windows": "mon-fri 06:00-18:00",
        "holds_on_holidays": False,
        "lanes": ["masuk"],
        "categories": [],
        "vehicles": 0,
        "plans": [],
    }
    path = f"/schedules/{made['id']}"
    changed = await admin.ask("PUT", path, OFFICE | {"holds_on_holidays": True})
    assert changed.json() == made | {"holds_on_holidays": True, "lanes": []}
    assert (await admin.get("/schedules"))["items"] == [changed.json()] == [await admin.get(path)]
    assert (await admin.ask("DELETE", path)).status_code == 204
    assert slug(await admin.ask("GET", path)) == "not-found"
    assert {(row.kind, row.actor) for row in site.rows(3)} == {
        ("admin.schedule_added", "api:p-admin"),
        ("admin.schedule_changed", "api:p-admin"),
        ("admin.schedule_removed", "api:p-admin"),
    }


async def test_windows_that_cannot_be_read_are_named(admin):
    answer = await admin.ask("POST", "/schedules", OFFICE | {"windows": "always"})
    assert (answer.status_code, fields(answer)) == (422, {"windows": "window_wrong"})


async def test_categories_are_held_to_a_schedule_which_then_stays(admin):
    made = [await admin.ask("POST", "/schedules", OFFICE | {"name": name}) for name in "AB"]
    first, second = (answer.json()["id"] for answer in made)
    given = await admin.ask("PUT", f"/schedules/{first}/categories", {"categories": ["vendor"]})
    assert given.json()["categories"] == ["vendor"]
    double = await admin.ask("PUT", f"/schedules/{second}/categories", {"categories": ["vendor"]})
    assert (double.status_code, slug(double)) == (409, "conflict")
    used = await admin.ask("DELETE", f"/schedules/{first}")
    assert fields(used) == {"schedule": "schedule_used"}
    taken = await admin.ask("PUT", f"/schedules/{first}/categories", {"categories": []})
    assert taken.json()["categories"] == []


async def test_a_lane_is_planned_for(admin, site):
    await admin.ask("POST", "/schedules", OFFICE)
    sent = {"lane": "masuk", "mode": "hold", "schedule": "kantor", "reason": "Apel"}
    answer = await admin.ask("POST", "/plans", sent)
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/api/v1/plans/{made['id']}")
    assert made == {"id": made["id"]} | sent | {"schedule": "Kantor"}
    path = f"/plans/{made['id']}"
    assert (await admin.get("/plans"))["items"] == [made] == [await admin.get(path)]
    assert (await admin.ask("DELETE", path)).status_code == 204
    assert slug(await admin.ask("DELETE", path)) == "not-found"
    assert site.rows(1)[0].kind == "admin.plan_removed"
    unknown = await admin.ask("POST", "/plans", sent | {"lane": "tengah"})
    assert fields(unknown) == {"lane": "lane_unknown"}


async def test_a_holiday_comes_is_renamed_and_goes(admin, site):
    path = "/holidays/2026-12-25"
    await admin.ask("PUT", path, {"name": "Natal"})
    named = (await admin.ask("PUT", path, {"name": "Hari  Natal"})).json()
    assert named == {"day": "2026-12-25", "name": "Hari Natal"} == await admin.get(path)
    assert (await admin.get("/holidays?year=2026"))["items"] == [named]
    assert (await admin.get("/holidays?year=2027"))["items"] == []
    assert (await admin.ask("DELETE", path)).status_code == 204
    assert slug(await admin.ask("DELETE", path)) == "not-found"
    assert slug(await admin.ask("GET", path)) == "not-found"
    assert site.rows(1)[0].kind == "admin.holidays_changed"
    for day in ("25-12-2026", "20261225", "2026-02-30", "9999-01-01"):
        assert (await admin.ask("GET", f"/holidays/{day}")).status_code == 422
