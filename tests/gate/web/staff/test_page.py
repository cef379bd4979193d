import pytest

from gate.registry.database import editing, reading
from gate.registry.people import second_factor, users
from tests.gate.web.account.test_page import SECRET, code
from tests.gate.web.site import Site

NEW, SHORT = "kopi pahit sore", "pendek"
SLAMET, ADMIN = 1, 6  # in the order of PEOPLE


async def test_an_admin_lets_somebody_new_sign_in(browser):
    admin = await browser("admin")
    await admin.get("/users/new")

    await admin.post("/users/new", login="Sari", name="Sari Dewi", role="guard", password=NEW)

    assert "Pengguna disimpan." in admin.text
    assert "Sari Dewi" in admin.text
    assert (await (await browser()).sign_in("sari", "kopi pahit sore")).url.path == "/live"


async def test_what_was_typed_stays_with_the_cure_beside_it(browser):
    admin = await browser("admin")
    await admin.get("/users/new")

    answer = await admin.post(
        "/users/new", login="slamet.r", name="Sari Dewi", role="", password=SHORT
    )

    assert answer.status_code == 400
    for cure in ("Nama pengguna slamet.r sudah dipakai", "Pilih tugas", "Paling sedikit 10 huruf"):
        assert cure in admin.text
    assert 'value="Sari Dewi"' in admin.page.text
    assert "pendek" not in admin.page.text


async def test_whoever_leaves_is_out_at_once_and_still_listed(browser):
    admin, slamet = await browser("admin"), await browser("slamet.r")
    await admin.get(f"/users/{SLAMET}")

    await admin.post(f"/users/{SLAMET}", name="Slamet Riyadi", role="guard")

    assert (await slamet.get("/live")).url.path == "/login"
    assert "Tidak aktif" in admin.text
    assert "Slamet Riyadi" in admin.text


async def test_the_last_admin_cannot_leave_by_mistake(browser):
    admin = await browser("admin")
    await admin.get(f"/users/{ADMIN}")

    answer = await admin.post(f"/users/{ADMIN}", name="Kominfo", role="guard", active="yes")

    assert answer.status_code == 400
    assert "Harus ada admin lain yang aktif dulu" in admin.text


async def test_a_forgotten_password_is_reset(browser):
    admin, slamet = await browser("admin"), await browser("slamet.r")
    await admin.get(f"/users/{SLAMET}")
    answer = await admin.post(f"/users/{SLAMET}/password", password=SHORT)
    assert answer.status_code == 400
    assert "Paling sedikit 10 huruf" in admin.text

    await admin.post(f"/users/{SLAMET}/password", password=NEW)

    assert (await slamet.get("/live")).url.path == "/login"
    assert (await (await browser()).sign_in("slamet.r", "kopi pahit sore")).url.path == "/live"


async def test_a_lost_phone_is_forgotten(browser, site: Site):
    with editing(site.engine) as session:
        now = site.author.now.wall
        second_factor.turn_on(session, SLAMET, SECRET, code(now), author=site.author)
    admin = await browser("admin")
    await admin.get(f"/users/{SLAMET}")
    assert "Matikan bila ponselnya hilang" in admin.text

    await admin.post(f"/users/{SLAMET}/factor/off")

    with reading(site.engine) as session:
        assert not users.get(session, SLAMET).second_factor


@pytest.mark.parametrize("login", ["slamet.r", "agus.s", "yulianti", "teknisi", "suparman"])
async def test_users_are_kept_by_admins_only(browser, login: str):
    someone = await browser(login)

    answer = await someone.get("/users")

    assert answer.status_code == 403
    assert "Halaman ini untuk admin." in someone.text
    await someone.get("/account")
    assert (await someone.post("/users/1/password", password=NEW)).status_code == 403


async def test_nobody_stands_behind_a_number_that_was_never_given(browser):
    admin = await browser("admin")

    assert (await admin.get("/users/99")).status_code == 404
