"""Vehicles: found, added, changed without losing anybody's edit, blocked, removed."""

from gate.registry.forms import VehicleForm
from tests.gate.web.api.programs import fields, slug

NEW = {
    "plate": "n 4321 xy",
    "tags": ["0012874f22"],
    "codes": ["7k4-92m"],
    "holder": "Siti Rahayu",
    "opd": "Dinas Kominfo",
    "category": "vendor",
    "valid_from": "2026-01-01T00:00:00+07:00",
    "valid_until": "2026-12-31T16:30:15Z",
    "notes": "satu\ndua",
    "lanes": ["masuk"],
    "entries": 3,
}


async def add(admin, **fields_: object) -> dict:
    answer = await admin.ask("POST", "/vehicles", {"holder": "X", **fields_})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_the_list_comes_by_plate_a_page_at_a_time(admin, site):
    tags = [f"0A0B0C{number:02}" for number in range(3)]
    site.add_vehicles(*(VehicleForm(tags=(tag,), holder="No plate") for tag in tags))
    everything = await admin.pages("/vehicles?limit=2")
    assert [each["plate"] for each in everything] == [
        *(None, None, None),
        *("N1209VY", "N1218QP", "N1234AP", "N1288UK", "N871PS"),
    ]
    assert len({each["id"] for each in everything}) == 8


async def test_the_list_is_narrowed_by_words_department_and_status(admin):
    async def plates(query: str) -> list[str]:
        return [each["plate"] for each in (await admin.get(f"/vehicles?{query}"))["items"]]

    assert await plates("q=budi") == ["N1234AP"]
    assert await plates("q=0012874f21") == ["N1218QP"]
    assert await plates("opd=Dinsos%20PPPA") == ["N1209VY"]
    assert await plates("status=expired") == ["N871PS"]


async def test_what_cannot_be_asked_for_is_named(admin):
    answer = await admin.ask("GET", "/vehicles?limit=501&status=gone&statsu=x&cursor=abc")
    assert (answer.status_code, slug(answer)) == (422, "invalid-request")
    assert fields(answer) == {
        "limit": "less_than_equal",
        "status": "enum",
        "statsu": "extra_forbidden",
    }
    for cursor in ("abc", "bnVsbA", "%C3%A4"):
        answer = await admin.ask("GET", f"/vehicles?cursor={cursor}")
        assert fields(answer) == {"cursor": "cursor_wrong"}
    assert fields(await admin.ask("GET", "/vehicles/1.0")) == {"vehicle": "value_error"}


async def test_a_vehicle_is_added_as_staff_would(admin, site):
    answer = await admin.ask("POST", "/vehicles", NEW)
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (
        201,
        f"/api/v1/vehicles/{made['id']}",
    )
    assert answer.headers["etag"] == f'"{made["version"]}"'
    assert (made["plate"], made["tags"], made["codes"]) == ("N4321XY", ["0012874F22"], ["7K492M"])
    assert (made["valid_from"], made["valid_until"]) == (
        "2025-12-31T17:00:00Z",
        "2026-12-31T16:30:15Z",
    )
    assert (made["lanes"], made["entries"], made["status"]) == (["masuk"], 3, "active")
    row = site.rows(1)[0]
    assert (row.kind, row.actor, row.payload["vehicle"]) == (
        "admin.vehicle_added",
        "api:p-admin",
        made["id"],
    )


async def test_what_is_got_can_be_sent_back_unchanged(admin, site):
    made = await add(admin, **NEW)
    rows = len(site.rows())
    told = ("plate", "tags", "codes", "holder", "opd", "category", "identification", "notes")
    told += ("valid_from", "valid_until", "schedule", "lanes", "entries")
    back = {name: made[name] for name in told}
    answer = await admin.ask("PUT", f"/vehicles/{made['id']}", back, if_match='"1"')
    assert answer.json() == made
    assert len(site.rows()) == rows


async def test_a_patch_changes_what_it_names_and_nothing_else(admin):
    made = await add(admin, **NEW)
    patch = {"opd": "Bappeda", "valid_until": None}
    path, version = f"/vehicles/{made['id']}", f'"{made["version"]}"'
    changed = (await admin.ask("PATCH", path, patch, if_match=version)).json()
    news = ("version", "updated_at")
    assert changed == made | patch | {name: changed[name] for name in news}
    assert changed["version"] > made["version"]


async def test_a_put_clears_what_it_does_not_name(admin):
    made = await add(admin, **NEW)
    whole = {"plate": "N 1 A", "holder": "Y"}
    path, version = f"/vehicles/{made['id']}", f'"{made["version"]}"'
    changed = (await admin.ask("PUT", path, whole, if_match=version)).json()
    assert (changed["tags"], changed["opd"], changed["valid_until"]) == ([], "", None)
    assert (changed["category"], changed["lanes"], changed["entries"]) == ("employee", [], None)


async def test_of_two_edits_at_the_same_time_none_is_lost(admin):
    made = await add(admin, **NEW)
    path, version = f"/vehicles/{made['id']}", f'"{made["version"]}"'
    first = await admin.ask("PATCH", path, {"opd": "A"}, if_match=version)
    second = await admin.ask("PATCH", path, {"opd": "B"}, if_match=version)
    assert (second.status_code, slug(second)) == (412, "changed-meanwhile")
    assert second.json()["errors"] == [
        {"place": "body", "field": "opd", "code": "changed", "detail": 'now "A", sent "B"'}
    ]
    assert (await admin.get(path)) == first.json()


async def test_a_change_must_say_what_it_is_made_from(admin):
    answer = await admin.ask("PATCH", "/vehicles/1", {"opd": "A"})
    assert (answer.status_code, slug(answer)) == (428, "version-needed")
    answer = await admin.ask("PATCH", "/vehicles/1", {"opd": "A"}, if_match="7")
    assert (answer.status_code, fields(answer)) == (422, {"if-match": "string_pattern_mismatch"})


async def test_problems_are_told_field_by_field(admin):
    wrong = {"holder": " ", "plate": "!!", "lanes": ["tengah"], "schedule": "Malam"}
    answer = await admin.ask("POST", "/vehicles", wrong)
    assert (answer.status_code, slug(answer)) == (422, "invalid-request")
    assert fields(answer) == {
        "holder": "holder_missing",
        "plate": "plate_wrong",
        "lanes": "lane_unknown",
        "schedule": "schedule_unknown",
    }
    assert "N 1234 AP" in answer.json()["detail"]


async def test_what_another_vehicle_has_is_a_conflict(admin):
    answer = await admin.ask("POST", "/vehicles", {"holder": "X", "plate": "N 1234 AP"})
    assert (answer.status_code, slug(answer)) == (409, "conflict")
    assert "Budi Santoso" in answer.json()["detail"]


async def test_nothing_is_guessed(admin):
    for name, value in (
        ("holder", 5),
        ("entries", "3"),
        ("entries", True),
        ("tags", "0012874F22"),
        ("tags", ["12,34"]),
        ("valid_from", 1),
        ("valid_from", "2026-12-31"),
        ("valid_from", "2026-13-31T00:00:00Z"),
        ("valid_from", "9999-12-31T00:00:00Z"),
        ("category", "king"),
        ("plates", []),
    ):
        sent = {"holder": "X", "plate": "N 9 Z", name: value}
        answer = await admin.ask("POST", "/vehicles", sent)
        assert answer.status_code == 422, (name, value)
        assert all(field.startswith(name) for field in fields(answer)), (name, value)


async def test_broken_json_is_told_apart(admin):
    json = {"content-type": "application/json"}
    for body in ("{", '{"entries": ' + "9" * 5000 + "}"):
        answer = await admin.client.post("/vehicles", content=body, headers=json)
        assert (answer.status_code, slug(answer)) == (400, "malformed-json")


async def test_a_vehicle_is_blocked_for_a_reason_and_freed(admin, site):
    blocked = await admin.ask(
        "POST", "/vehicles/1/block", {"reason": "violation", "note": "parkir  liar"}
    )
    assert blocked.json()["blocked"] == "violation: parkir liar"
    assert site.rows(1)[0].kind == "admin.vehicle_blocked"
    free = await admin.ask("POST", "/vehicles/1/unblock")
    assert (free.json()["blocked"], free.json()["status"]) == (None, "active")
    wordless = await admin.ask("POST", "/vehicles/1/block", {"reason": "other", "note": "ya"})
    assert fields(wordless) == {"note": "reason_missing"}
    unknown = await admin.ask("POST", "/vehicles/1/block", {"reason": "because"})
    assert fields(unknown) == {"reason": "literal_error"}


async def test_a_removed_vehicle_is_gone(admin, site):
    gone = await admin.ask("DELETE", "/vehicles/1")
    assert (gone.status_code, gone.content) == (204, b"")
    assert site.rows(1)[0].kind == "admin.vehicle_removed"
    again = await admin.ask("GET", "/vehicles/1")
    assert (again.status_code, slug(again)) == (404, "not-found")


async def test_the_history_of_a_vehicle_is_told_page_by_page(admin):
    for opd in "ABC":
        version = f'"{(await admin.get("/vehicles/1"))["version"]}"'
        await admin.ask("PATCH", "/vehicles/1", {"opd": opd}, if_match=version)
    told = await admin.pages("/vehicles/1/history?limit=1")
    assert [row["payload"]["after"]["opd"] for row in told] == ["C", "B", "A", "Dinas Kominfo"]
    assert (await admin.ask("GET", "/vehicles/99/history")).status_code == 404


async def test_tags_and_codes_come_and_go(admin):
    path = "/vehicles/1/credentials"
    tag = {"medium": "tag", "value": "0xAABBCC"}
    added = await admin.ask("POST", path, tag)
    assert (added.status_code, added.json()["tags"]) == (201, ["01001293D8", "AABBCC"])
    code = await admin.ask("POST", path, {"medium": "code", "value": "7k4-92m"})
    assert code.json()["codes"] == ["7K492M"]
    lost = await admin.ask("POST", f"{path}/tag/AABBCC/lost")
    assert lost.json()["lost"] == ["AABBCC"]
    found = await admin.ask("POST", f"{path}/tag/AABBCC/found")
    assert found.json()["lost"] == []
    assert (await admin.ask("DELETE", f"{path}/tag/AABBCC")).json()["tags"] == ["01001293D8"]
    assert (await admin.ask("DELETE", f"{path}/code/7K492M")).json()["codes"] == []
    assert (await admin.ask("POST", f"{path}/code/7K492M/lost")).status_code == 404


async def test_a_tag_of_digits_is_hexadecimal_whatever_a_card_would_show(admin):
    tag = {"medium": "tag", "value": "01837848"}
    assert "01837848" in (await admin.ask("POST", "/vehicles/1/credentials", tag)).json()["tags"]
    lost = await admin.ask("POST", "/vehicles/1/credentials/tag/01837848/lost")
    assert lost.json()["lost"] == ["01837848"]


async def test_a_code_that_reads_like_another_vehicles_tag_is_not_lost_by_mistake(admin, site):
    site.add_vehicles(VehicleForm(tags=("ABCDEF",), holder="Tag"))
    await admin.ask("POST", "/vehicles/1/credentials", {"medium": "code", "value": "ABCDEF"})
    answer = await admin.ask("POST", "/vehicles/1/credentials/code/ABCDEF/lost")
    assert (answer.status_code, slug(answer)) == (409, "conflict")
    assert (await admin.get("/vehicles/6"))["lost"] == []


async def test_what_is_not_there_and_what_cannot_be_done_are_problems_too(admin):
    nothing = await admin.ask("GET", "/nothing")
    assert (nothing.status_code, slug(nothing)) == (404, "not-found")
    wrong = await admin.ask("PUT", "/vehicles", {})
    assert (wrong.status_code, slug(wrong)) == (405, "method-not-allowed")
    assert wrong.headers["allow"] == "GET, POST"
    assert (await admin.client.get("http://gate/api/v1")).status_code == 404
