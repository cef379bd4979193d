"""Users and retention through the API."""

from gate.registry.database import editing
from gate.registry.people import passwords, users
from tests.gate.web.api.programs import fields, slug

SITI = {"login": "siti", "name": "Siti Rahayu", "role": "guard", "password": "beberapa-kata-saja"}


async def test_somebody_is_let_in_and_no_password_is_ever_told(admin, site):
    answer = await admin.ask("POST", "/users", SITI)
    made = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/api/v1/users/{made['id']}")
    assert (made["login"], made["role"], made["active"]) == ("siti", "guard", True)
    everybody = await admin.get("/users")
    assert made in everybody["items"]
    assert "password" not in answer.text + str(everybody)
    assert (site.rows(1)[0].kind, site.rows(1)[0].actor) == ("admin.user_added", "api:p-admin")
    assert users.authenticate(site.engine, "siti", SITI["password"]) is not None


async def test_a_role_changes_and_somebody_is_refused(admin):
    changed = await admin.ask("PATCH", "/users/1", {"role": "supervisor"})
    assert (changed.json()["role"], changed.json()["name"]) == ("supervisor", "Slamet Riyadi")
    refused = await admin.ask("PATCH", "/users/1", {"active": False, "name": "Slamet"})
    assert (refused.json()["active"], refused.json()["role"]) == (False, "supervisor")
    assert await admin.get("/users/1") == refused.json()
    assert slug(await admin.ask("PATCH", "/users/99", {})) == "not-found"


async def test_what_cannot_be_is_told(admin):
    taken = await admin.ask("POST", "/users", SITI | {"login": "admin"})
    assert (slug(taken), fields(taken)) == ("conflict", {"login": "login_taken"})
    last = await admin.ask("PATCH", "/users/6", {"active": False})
    assert (slug(last), fields(last)) == ("conflict", {"active": "last_admin"})
    short = await admin.ask("POST", "/users", SITI | {"password": "kurang"})
    assert fields(short) == {"password": "string_too_short"}


async def test_nobody_waits_for_the_hash_of_a_password(admin, site, monkeypatch):
    def look(_: str) -> str:
        with editing(site.engine, 0.0):
            return "hash"

    monkeypatch.setattr(passwords._HASHES, "hash", look)
    assert (await admin.ask("POST", "/users", SITI)).status_code == 201


async def test_a_name_that_steers_a_terminal_is_refused(admin):
    for name in ("\0 a", "a\nb", "\x1b[2J"):
        for method, path, sent in (("POST", "/users", SITI), ("PATCH", "/users/1", {})):
            answer = await admin.ask(method, path, sent | {"name": name})
            assert fields(answer) == {"name": "string_pattern_mismatch"}


async def test_lifetimes_are_told_and_set(admin, site):
    assert await admin.get("/retention") == {"registered": 365, "visitor": 90, "unknown": 30}
    days = {"registered": 400, "visitor": 90, "unknown": 7}
    answer = await admin.ask("PUT", "/retention", days)
    assert answer.json() == days == await admin.get("/retention")
    assert [row.kind for row in site.rows(2)] == ["admin.retention_changed"] * 2
    assert (await admin.ask("PUT", "/retention", days | {"visitor": 0})).status_code == 422
