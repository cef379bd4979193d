import re

import pyotp
import pytest

from gate.registry.database import editing
from gate.registry.people import second_factor
from gate.web.access.second_step import MOST_WAITING, PATIENCE_S, SecondStep
from gate.web.access.throttle import TRIES
from tests.gate.web.site import PASSWORD, FixedWall, Site

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of nobody
NEW, SHORT = "kopi pahit sore", "pendek"
NOT_A_KEY = "'; --"
ADMIN = 6  # in the order of PEOPLE
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"


def code(wall: float) -> str:
    return pyotp.TOTP(SECRET).at(int(wall))


@pytest.fixture
def asked(site: Site) -> None:
    """Codes are asked of the admin since ten minutes ago."""
    author = site.author
    with editing(site.engine) as session:
        second_factor.turn_on(session, ADMIN, SECRET, code(author.now.wall), author=author)


async def test_a_new_password_signs_every_other_browser_out(browser):
    here, elsewhere = await browser("slamet.r"), await browser("slamet.r")
    await here.get("/account")

    await here.post("/account/password", present=PASSWORD, password=NEW)

    assert "Kata sandi diganti. Perangkat lain sudah logout." in here.text
    assert (await here.get("/account")).url.path == "/account"
    assert (await elsewhere.get("/account")).url.path == "/login"
    assert (await (await browser()).sign_in("slamet.r", "kopi pahit sore")).url.path == "/live"


async def test_a_password_that_cannot_be_is_refused_with_the_cure(browser):
    someone = await browser("slamet.r")
    await someone.get("/account")

    answer = await someone.post("/account/password", present="salah", password=SHORT)

    assert answer.status_code == 400
    assert "Kata sandi sekarang tidak cocok" in someone.text
    assert "Paling sedikit 10 huruf" in someone.text


async def test_another_browser_is_known_by_its_name_and_can_be_signed_out(browser):
    elsewhere = await browser()
    elsewhere.client.headers["user-agent"] = CHROME
    await elsewhere.sign_in("slamet.r")
    here = await browser("slamet.r")
    await here.get("/account")
    assert "Chrome, Android" in here.text
    assert "Perangkat lain Perangkat ini" in here.text

    (end,) = re.findall(r'action="(/account/sessions/[^"]+)"', here.page.text)
    await here.post(end)

    assert (await elsewhere.get("/account")).url.path == "/login"
    assert "Chrome, Android" not in here.text


async def test_a_code_is_asked_for_once_the_phone_has_shown_one(browser, clock: FixedWall):
    someone = await browser("admin")
    await someone.get("/account")
    (secret,) = re.findall(r'name="secret" value="([A-Z2-7]{32})"', someone.page.text)
    assert "<svg" in someone.page.text

    await someone.post("/account/factor/on", secret=secret, code="000000")
    assert "Kode tidak cocok" in someone.text
    assert secret in someone.page.text  # what the phone has scanned still counts

    await someone.post(
        "/account/factor/on", secret=secret, code=pyotp.TOTP(secret).at(int(clock.wall))
    )
    assert "Login dengan kode ponsel aktif." in someone.text
    assert secret not in someone.page.text


@pytest.mark.usefixtures("asked")
async def test_the_password_alone_does_not_let_in_whoever_owes_a_code(browser, clock: FixedWall):
    someone = await browser()
    answer = await someone.sign_in("admin")
    assert answer.url.path == "/login/code"
    assert (await someone.get("/live")).url.path == "/login"

    await someone.get("/login/code")
    wrong = await someone.post("/login/code", code="000000")
    assert wrong.status_code == 401
    assert "Kode tidak cocok" in someone.text

    clock.wall += 60
    assert (await someone.post("/login/code", code=code(clock.wall))).url.path == "/live"


@pytest.mark.usefixtures("asked")
async def test_guessing_codes_is_slowed_down_like_guessing_passwords(browser):
    someone = await browser()
    await someone.sign_in("admin")
    for _ in range(TRIES):
        await someone.get("/login/code")
        answer = await someone.post("/login/code", code="000000")

    assert answer.status_code == 429
    assert "Terlalu banyak percobaan." in someone.text


@pytest.mark.usefixtures("asked")
async def test_a_code_that_takes_too_long_begins_anew(browser, clock: FixedWall):
    someone = await browser()
    await someone.sign_in("admin")
    clock.ahead += PATIENCE_S
    clock.wall += PATIENCE_S

    assert (await someone.get("/login/code")).url.path == "/login"
    assert (await someone.post("/login/code", code=code(clock.wall))).url.path == "/login"


@pytest.mark.usefixtures("asked")
async def test_turning_codes_off_needs_a_code(browser, clock: FixedWall):
    someone = await browser()
    await someone.sign_in("admin")
    clock.wall += 60
    await someone.post("/login/code", code=code(clock.wall))
    await someone.get("/account")

    await someone.post("/account/factor/off", code="000000")
    assert "Kode tidak cocok" in someone.text
    clock.wall += 60
    await someone.post("/account/factor/off", code=code(clock.wall))

    assert "Login dengan kode ponsel dimatikan." in someone.text
    assert (await (await browser()).sign_in("admin")).url.path == "/live"


async def test_a_guard_is_offered_no_code_and_gets_none(browser):
    someone = await browser("slamet.r")
    await someone.get("/account")
    assert "Kode dari ponsel" not in someone.text

    await someone.post("/account/factor/on", secret=SECRET, code="000000")
    assert (await (await browser()).sign_in("slamet.r")).url.path == "/live"


async def test_a_secret_that_is_none_is_refused(browser):
    someone = await browser("admin")
    await someone.get("/account")

    answer = await someone.post("/account/factor/on", secret=NOT_A_KEY, code="000000")

    assert answer.status_code == 400
    assert "Kode tidak cocok" in someone.text


def test_the_oldest_who_owes_a_code_is_forgotten_first():
    step = SecondStep()
    words = [step.begin(None, 0.0, stay=False) for _ in range(MOST_WAITING + 1)]

    assert step.find(words[0], 1.0) is None
    assert step.find(words[-1], 1.0) is not None
    assert step.find(None, 1.0) is None
