from dataclasses import replace

import pytest
from fastapi import FastAPI

from gate.registry.database import editing
from gate.registry.models import User
from gate.web.access.throttle import TRIES
from tests.gate.web.browsing import Browser
from tests.gate.web.site import PASSWORD, FixedWall, Site


async def test_nobody_sees_a_page_before_signing_in(browser):
    someone = await browser()

    for path in ("/", "/live", "/vehicles", "/vehicles/1", "/history", "/lanes/masuk/open"):
        assert (await someone.get(path)).url.path == "/login"


@pytest.mark.parametrize(
    ("login", "home"),
    [
        ("slamet.r", "/live"),
        ("agus.s", "/live"),
        ("yulianti", "/vehicles"),
        ("suparman", "/reports"),
        ("teknisi", "/technician"),
        ("admin", "/live"),
    ],
)
async def test_each_role_starts_at_its_first_place(browser, login: str, home: str):
    someone = await browser()
    await someone.sign_in(login)

    assert someone.page.url.path == home
    assert (await someone.get("/login")).url.path == home


async def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(browser):
    wrong, unknown = await browser(), await browser()

    first = await wrong.sign_in("slamet.r", "salah")
    second = await unknown.sign_in("slamet.x", "salah")

    assert first.status_code == second.status_code == 401
    assert "Nama pengguna atau kata sandi salah. Sisa 4 kali percobaan." in wrong.text
    assert "Nama pengguna atau kata sandi salah. Sisa 3 kali percobaan." in unknown.text


async def test_five_wrong_passwords_make_even_the_right_one_wait(browser, clock: FixedWall):
    someone = await browser()
    for _ in range(TRIES):
        answer = await someone.sign_in("slamet.r", "salah")

    assert answer.status_code == 429
    assert "Terlalu banyak percobaan. Coba lagi 5 menit lagi." in someone.text
    assert (await someone.sign_in("slamet.r")).status_code == 429

    clock.ahead += 301
    assert (await someone.sign_in("slamet.r")).url.path == "/live"


async def test_when_too_many_sign_in_at_once_the_rest_is_asked_to_come_again(
    browser, app: FastAPI, monkeypatch
):
    monkeypatch.setattr("gate.web.access.throttle.PATIENCE", 0.01)
    someone = await browser()
    with app.state.context.throttle.turn(), app.state.context.throttle.turn():
        answer = await someone.sign_in("slamet.r")

    assert answer.status_code == 503
    assert "Halaman ini sedang sibuk. Coba lagi sebentar lagi." in someone.text


async def test_what_was_typed_is_kept_but_never_the_password(browser):
    someone = await browser()

    answer = await someone.sign_in("slamet.r", "rahasia-sekali")

    assert 'value="slamet.r"' in answer.text
    assert "rahasia-sekali" not in answer.text


async def test_signing_in_and_out_and_failing_is_journalled_by_number(browser, site: Site):
    someone = await browser()
    await someone.sign_in("slamet.r", "salah")
    await someone.sign_in("slamet.r")
    await someone.post("/logout")

    newest = [(row.kind, row.actor, row.payload) for row in site.rows(3)]

    assert newest == [
        ("admin.logout", "user:1", {"user": 1}),
        ("admin.login", "user:1", {"user": 1}),
        ("admin.login_failed", None, {"user": 1}),
    ]


async def test_after_signing_out_the_cookie_is_worth_nothing(browser):
    someone = await browser("slamet.r")
    token = someone.client.cookies["session"]
    await someone.post("/logout")

    thief = await browser(session=token)

    assert (await thief.get("/live")).url.path == "/login"
    assert "lama tidak dipakai" in thief.text


async def test_the_session_is_a_new_one_at_every_sign_in(browser):
    someone = await browser("slamet.r")
    first = someone.client.cookies["session"]

    await someone.post("/login", login="agus.s", password=PASSWORD)

    assert someone.client.cookies["session"] != first
    assert (await (await browser(session=first)).get("/live")).url.path == "/login"


async def test_a_session_ends_when_it_is_not_used(browser, clock: FixedWall):
    someone = await browser("slamet.r")
    clock.wall += 13 * 3600

    assert (await someone.get("/live")).url.path == "/login"
    assert "Anda sudah logout karena lama tidak dipakai. Portal tetap bekerja." in someone.text


async def test_the_cookie_dies_with_the_browser_unless_asked_to_stay(browser):
    someone = await browser()
    await someone.get("/login")
    someone.client.follow_redirects = False

    brief = await someone.post("/login", login="slamet.r", password=PASSWORD)
    assert "Max-Age" not in _session_cookie(brief)

    other = await browser()
    await other.get("/login")
    other.client.follow_redirects = False
    long = await other.post("/login", login="slamet.r", password=PASSWORD, stay="yes")
    assert "Max-Age=43200" in _session_cookie(long)


async def test_cookies_cannot_be_read_by_script_nor_sent_from_elsewhere(browser):
    someone = await browser()
    await someone.get("/login")
    someone.client.follow_redirects = False

    cookie = _session_cookie(await someone.post("/login", login="slamet.r", password=PASSWORD))

    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_under_tls_cookies_are_bound_to_this_host_and_to_tls(site: Site, tmp_path):
    from gate.web.app import create_app  # noqa: PLC0415 - this test builds its own

    secure = replace(site.config, web=replace(site.config.web, tls_cert=tmp_path / "cert.pem"))
    someone = Browser(create_app(secure, site.engine, site.clock))
    someone.client.base_url = "https://gate"
    try:
        await someone.get("/login")
        someone.client.follow_redirects = False
        answer = await someone.post("/login", login="slamet.r", password=PASSWORD)
    finally:
        await someone.close()

    assert "__Host-session=" in answer.headers["set-cookie"]
    assert "Secure" in _session_cookie(answer)
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_the_first_start_says_how_to_add_somebody(browser, site: Site):
    with editing(site.engine) as session:
        for number in range(1, 7):
            session.delete(session.get_one(User, number))

    someone = await browser()
    await someone.get("/login")

    assert "Belum ada pengguna." in someone.text
    assert "gate user add" in someone.text


async def test_a_disabled_user_is_out_at_once(browser, site: Site):
    someone = await browser("slamet.r")
    with editing(site.engine) as session:
        session.get_one(User, 1).active = False

    assert (await someone.get("/live")).url.path == "/login"


async def test_nothing_describes_the_pages_to_strangers(browser):
    someone = await browser()

    for path in ("/docs", "/redoc", "/openapi.json"):
        assert (await someone.get(path)).status_code == 404


def _session_cookie(answer) -> str:
    return next(
        value
        for value in answer.headers.get_list("set-cookie")
        if "session=" in value.split(";")[0]
    )
