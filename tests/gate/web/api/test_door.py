"""Who gets in: a right token, from wherever it comes; everybody else gets the same answer."""

import logging

import pytest

from gate.errors import StoreError
from gate.registry.database import editing, reading
from gate.registry.people import tokens
from gate.registry.people.staff import Role
from tests.gate.web.api.programs import Program, slug, token_for


async def test_a_token_opens_what_its_role_may_see(program):
    officer = program(Role.OFFICER)
    assert (await officer.ask("GET", "/vehicles")).status_code == 200
    refused = await officer.ask("GET", "/users")
    assert (slug(refused), refused.json()["detail"]) == ("role-forbidden", "This is for: admin.")


async def test_without_a_token_nothing_is_told_but_how_to_send_one(app):
    answer = await Program(app, None).ask("GET", "/vehicles")
    assert (answer.status_code, slug(answer)) == (401, "token-needed")
    assert answer.headers["www-authenticate"] == 'Bearer realm="gate"'


async def test_unknown_expired_and_revoked_tokens_get_the_same_answer(app, site, clock):
    expired = token_for(site, name="old", expires_at=int(clock.wall))
    revoked = token_for(site, name="gone")
    with editing(site.engine) as session:
        tokens.revoke(session, "gone", author=site.author)
    answers = [
        await Program(app, token).ask("GET", "/vehicles")
        for token in (
            "parkinggate_guessed",
            expired,
            revoked,
            "\N{SNOWMAN}".encode().decode("latin-1"),
        )
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert "invalid_token" in answers[0].headers["www-authenticate"]


async def test_wrong_tokens_are_slowed_down_and_lock_nobody_out(app, program, clock):
    right = program(address="10.0.0.1")
    guesses = [Program(app, f"guess-{number}", "10.0.0.1") for number in range(6)]
    answers = [await guess.ask("GET", "/vehicles") for guess in guesses]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert slug(answers[-1]) == "too-many-requests"
    assert 0 < int(answers[-1].headers["retry-after"]) <= 300

    assert (await right.ask("GET", "/vehicles")).status_code == 200
    elsewhere = Program(app, "guess", "10.0.0.2")
    assert (await elsewhere.ask("GET", "/vehicles")).status_code == 401
    clock.ahead = 301.0
    assert (await guesses[0].ask("GET", "/vehicles")).status_code == 401


async def test_a_page_is_no_way_in_and_a_token_opens_no_page(app, site, admin):
    nobody = Program(app, None)
    cookie = {"cookie": f"session={site.sign_in('admin')}"}
    answer = await nobody.client.get("/vehicles", headers=cookie)
    assert answer.status_code == 401
    page = await admin.client.get("http://gate/vehicles")
    assert (page.status_code, page.headers["location"]) == (303, "/login")


async def test_use_is_noted_at_most_once_an_hour(site, admin, clock):
    def used() -> int | None:
        with reading(site.engine) as session:
            return tokens.everyone(session)[0].used_at

    first = int(clock.wall)
    await admin.get("/vehicles")
    assert used() == first
    clock.wall += 3599
    await admin.get("/vehicles")
    assert used() == first
    clock.wall += 1
    await admin.get("/vehicles")
    assert used() == first + 3600


async def test_nothing_of_a_token_is_logged(admin, app, caplog):
    caplog.set_level(logging.DEBUG)
    await admin.get("/vehicles")
    await Program(app, "guessed-token").ask("GET", "/vehicles")
    assert "guessed" not in caplog.text
    assert admin.client.headers["authorization"].split("_")[1] not in caplog.text


@pytest.fixture
def dead_disk(monkeypatch):
    """The database answers no more."""

    def die() -> None:
        def fail(*_: object) -> None:
            raise StoreError("gate.db: disk I/O error")

        monkeypatch.setattr("gate.web.api.callers.reading", fail)
        monkeypatch.setattr("gate.web.api.callers.editing", fail)
        monkeypatch.setattr("gate.web.api.once.editing", fail)

    return die


OPEN = {"action": "open", "reason": "duty"}


@pytest.mark.usefixtures("controller")
async def test_an_order_of_a_known_program_works_with_a_dead_disk(app, admin, dead_disk):
    await admin.get("/vehicles")
    dead_disk()
    answers = [
        await admin.ask("POST", "/lanes/masuk/orders", OPEN, idempotency_key="k") for _ in "12"
    ]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert len({answer.json()["order"] for answer in answers}) == 1
    stranger = await Program(app, "stranger").ask("GET", "/lanes")
    assert (stranger.status_code, slug(stranger)) == (503, "storage-silent")
    added = await admin.ask("POST", "/vehicles", {"holder": "X"}, idempotency_key="k")
    assert (added.status_code, slug(added)) == (503, "storage-silent")


async def test_a_disk_that_cannot_note_the_use_stops_nobody(admin, monkeypatch):
    def fail(*_: object) -> None:
        raise StoreError("gate.db: database is locked")

    monkeypatch.setattr("gate.web.api.callers.editing", fail)
    assert (await admin.ask("GET", "/vehicles")).status_code == 200


async def test_only_so_many_programs_are_remembered(app, site, monkeypatch):
    monkeypatch.setattr("gate.web.api.callers.MOST_REMEMBERED", 1)
    first, second = (Program(app, token_for(site, name=name)) for name in ("one", "two"))
    await first.get("/vehicles")
    await second.get("/vehicles")

    def fail(*_: object) -> None:
        raise StoreError("gate.db: disk I/O error")

    monkeypatch.setattr("gate.web.api.callers.reading", fail)
    assert (await first.ask("GET", "/lanes")).status_code == 503
    assert slug(await second.ask("GET", "/lanes")) == "controller-silent"


async def test_a_large_body_is_refused_before_it_is_read(admin):
    answer = await admin.client.post("/vehicles", content=b" " * 70_000)
    assert (answer.status_code, slug(answer)) == (413, "body-too-large")


async def test_a_body_without_an_announced_length_is_cut_off_too(admin):
    async def pieces():
        for _ in range(8):
            yield b" " * 10_000

    answer = await admin.client.post("/vehicles", content=pieces())
    assert (answer.status_code, slug(answer)) == (413, "body-too-large")


async def test_only_json_is_taken(admin):
    answer = await admin.client.post("/vehicles", data={"holder": "X"})
    assert (answer.status_code, slug(answer)) == (415, "not-json")


async def test_another_site_may_send_what_no_cookie_vouches_for(admin):
    answer = await admin.ask("POST", "/vehicles", {"holder": "X"}, origin="https://elsewhere.id")
    assert slug(answer) == "invalid-request"
    assert "access-control-allow-origin" not in answer.headers


async def test_answers_carry_the_headers_of_the_pages(admin):
    answer = await admin.ask("GET", "/vehicles")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
