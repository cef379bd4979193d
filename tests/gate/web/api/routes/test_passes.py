"""Visitors' passes through the API."""

from gate.registry.visitors.form import VisitForm
from tests.gate.web.api.programs import fields, slug


async def test_a_pass_is_made_in_the_name_of_the_program(admin, site):
    sent = {"plate": "N 9 ZZ", "host": "Bappeda", "visitor": "Tono", "entries": 1}
    answer = await admin.ask("POST", "/passes", sent)
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/api/v1/passes/{made['id']}")
    assert (made["plate"], made["host"], made["entries"]) == ("N9ZZ", "Bappeda", 1)
    assert (made["issued_by"], made["state"], len(made["code"])) == ("api:p-admin", "valid", 6)
    assert site.rows(1)[0].actor == "api:p-admin"
    assert await admin.get(f"/passes/{made['id']}") == made


async def test_a_pass_holds_as_long_as_was_said(admin):
    sent = {
        "host": "X",
        "starts": "2026-11-27T08:00:00+07:00",
        "ends": "2026-11-28T00:00:00+07:00",
    }
    made = (await admin.ask("POST", "/passes", sent | {"with_code": False})).json()
    assert (made["starts_at"], made["ends_at"]) == ("2026-11-27T01:00:00Z", "2026-11-27T17:00:00Z")
    assert made["code"] is not None

    longer = {"ends": "2026-11-29T10:15:00+07:00"}
    answer = await admin.ask("POST", f"/passes/{made['id']}/extend", longer)
    assert answer.json()["ends_at"] == "2026-11-29T03:15:00Z"
    over = await admin.ask("POST", f"/passes/{made['id']}/extend", {"ends": "2020-01-01T00:00:00Z"})
    assert fields(over) == {"ends": "time_over"}


async def test_a_pass_is_extended_to_the_end_of_the_working_day_and_ended(admin):
    made = (await admin.ask("POST", "/passes", {"host": "X"})).json()
    assert (await admin.ask("POST", f"/passes/{made['id']}/extend", {"ends": None})).is_success
    ended = (await admin.ask("POST", f"/passes/{made['id']}/end")).json()
    assert (ended["state"], ended["ended_early"]) == ("over", True)


async def test_the_list_goes_on_behind_its_cursor(admin, site):
    for number in range(3):
        site.add_pass(VisitForm(plate=f"N {number} ZZ", host="Bappeda"))
    plates = [each["plate"] for each in await admin.pages("/passes?limit=1")]
    assert plates == ["N0ZZ", "N1ZZ", "N2ZZ"]
    found = [each["plate"] for each in await admin.pages("/passes?q=bappeda&limit=2")]
    assert found == ["N2ZZ", "N1ZZ", "N0ZZ"]
    assert await admin.pages("/passes?show=inside") == []


async def test_a_plate_that_needs_no_pass_is_a_conflict(admin):
    answer = await admin.ask("POST", "/passes", {"plate": "N 1234 AP", "host": "X"})
    assert (answer.status_code, slug(answer)) == (409, "conflict")


async def test_an_unknown_pass_is_not_found(admin):
    for method, path, body in (
        ("GET", "/passes/9", None),
        ("POST", "/passes/9/end", None),
        ("POST", "/passes/9/extend", {"ends": None}),
    ):
        assert slug(await admin.ask(method, path, body)) == "not-found"
