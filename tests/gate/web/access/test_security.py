import re

import pytest

from gate.web.access.security import Guarded
from gate.web.app import LARGEST_BODY
from tests.gate.web.browsing import Browser
from tests.gate.web.messages import WEB


async def test_every_answer_carries_the_strict_policy(browser):
    someone = await browser("admin")

    for path in ("/live", "/vehicles", "/history", "/nowhere"):
        headers = (await someone.get(path)).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert (
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            in (headers["content-security-policy"])
        )
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in headers


async def test_static_files_may_be_kept_because_their_address_changes_with_them(browser):
    someone = await browser()
    page = await someone.get("/login")
    (sheet,) = re.findall(r'href="(/static/\w+/app\.css)"', page.text)

    answer = await someone.client.get(sheet)

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/login", {"login": "slamet.r"}),
        ("/logout", {}),
        ("/preferences", {"theme": "dark"}),
        ("/lanes/masuk/open", {"reason": "duty"}),
        ("/lanes/masuk/turn-away", {"claim": "c"}),
        ("/alarms/acknowledge", {"alarm": "masuk/tailgating"}),
        ("/vehicles/search", {"text": "n"}),
        ("/vehicles/new", {"plate": "N 1 A"}),
        ("/vehicles/1", {"plate": "N 1 A", "version": "1"}),
        ("/vehicles/1/block", {"reason": "violation"}),
        ("/vehicles/1/unblock", {}),
        ("/vehicles/1/remove", {}),
    ],
)
async def test_no_form_is_taken_without_the_word_it_was_given(
    browser, path: str, fields: dict[str, str]
):
    someone = await browser("admin")

    assert (await someone.post(path, token="", **fields)).status_code == 403
    assert (await someone.post(path, token="x" * 43, **fields)).status_code == 403
    assert "terlalu lama terbuka" in someone.text


def test_every_form_of_the_templates_brings_its_word_back():
    for path in WEB.rglob("*.html"):
        forms = re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL)
        assert all("csrf_field()" in form for form in forms), path


async def test_the_word_of_one_session_does_not_serve_another(browser):
    one, other = await browser("admin"), await browser("yulianti")
    word = re.search(r'name="csrf" value="([^"]+)"', one.page.text)[1]

    assert (await other.post("/vehicles/1/remove", token=word)).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
)
async def test_what_another_site_sends_is_refused_before_anything_is_read(
    browser, headers: dict[str, str]
):
    someone = await browser("admin")

    answer = await someone.client.post("/preferences", data={"theme": "dark"}, headers=headers)

    assert (answer.status_code, answer.text) == (403, "cross-site request")


async def test_what_this_site_sends_is_taken(browser):
    someone = await browser("admin")
    someone.client.headers["origin"] = "http://gate"
    someone.client.headers["sec-fetch-site"] = "same-origin"

    assert (await someone.post("/preferences", theme="dark")).status_code == 200


async def test_a_body_beyond_every_form_is_refused(browser):
    someone = await browser("admin")

    announced = await someone.post("/vehicles/new", notes="x" * LARGEST_BODY)
    assert announced.status_code == 413


async def test_a_body_that_hides_its_length_is_cut(browser):
    someone = await browser("admin")

    async def endless():
        while True:
            yield b"x" * 10_000

    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = await someone.client.post("/vehicles/new", content=endless(), headers=form)

    assert answer.status_code == 413


async def test_what_is_no_http_passes_through():
    seen = []

    async def app(scope, _receive, _send):
        seen.append(scope["type"])

    await Guarded(app, tls=False, static_prefix="/static")({"type": "lifespan"}, None, None)

    assert seen == ["lifespan"]


@pytest.mark.parametrize(
    ("login", "path", "roles"),
    [
        ("slamet.r", "/vehicles", "petugas kendaraan"),
        ("agus.s", "/vehicles/1", "petugas kendaraan"),
        ("teknisi", "/vehicles/new", "petugas kendaraan"),
        ("suparman", "/live", "petugas jaga, koordinator jaga, petugas kendaraan, teknisi"),
        ("suparman", "/live/stream", "petugas jaga"),
        ("suparman", "/lanes/masuk/open", "petugas jaga"),
    ],
)
async def test_a_place_of_other_roles_says_whose_it_is(browser, login: str, path: str, roles: str):
    someone = await browser(login)

    assert (await someone.get(path)).status_code == 403
    assert f"Halaman ini untuk {roles}" in someone.text


async def test_a_guard_can_change_no_vehicle_whatever_is_sent(browser):
    someone = await browser("slamet.r")

    for path in ("/vehicles/new", "/vehicles/1", "/vehicles/1/block", "/vehicles/1/remove"):
        answer = await someone.post(path, plate="N 1 A", reason="violation", version="1")
        assert answer.status_code == 403
        await someone.get("/live")


async def test_navigation_shows_only_places_of_the_role(browser):
    guard: Browser = await browser("slamet.r")

    assert 'href="/vehicles"' not in guard.page.text
    assert 'href="/visitors"' in guard.page.text
    assert 'href="/history"' in guard.page.text
    for elsewhere in ("Kendaraan", "Pengguna"):
        assert f"<span>{elsewhere}</span>" not in guard.page.text


@pytest.mark.parametrize(
    "path",
    [
        "/vehicles/{number}",
        "/users/{number}",
        "/visitors/{number}",
        "/schedules/{number}",
        "/vehicles/{number}/history",
        "/vehicles/1/tags/{number}/lost",
        "/schedules/plans/{number}/remove",
    ],
)
async def test_a_number_too_high_for_any_database_names_nothing(browser, path: str):
    admin = await browser("admin")

    answer = await admin.get(path.format(number=2**63))

    assert answer.status_code in {400, 404}
    assert "gagal" not in admin.text
