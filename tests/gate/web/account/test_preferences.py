from datetime import datetime

import pytest

from tests.gate.web.conftest import ZONE
from tests.gate.web.site import FixedWall


async def test_english_comes_on_request_and_stays(browser):
    someone = await browser("admin")
    await someone.post("/preferences", language="en", back="/history")

    assert someone.page.url.path == "/history"
    assert '<html lang="en"' in someone.page.text
    assert "History" in someone.text
    assert "Riwayat" not in someone.text


async def test_a_language_can_be_chosen_before_signing_in(browser):
    someone = await browser()
    await someone.get("/login")
    await someone.post("/preferences", language="en", back="/login")

    assert "User name" in someone.text


@pytest.mark.parametrize(
    ("theme", "hour", "shown"),
    [
        ("light", 23, ' data-theme="light"'),
        ("dark", 12, ' data-theme="dark"'),
        ("night", 17, ' data-theme="light"'),
        ("night", 18, ' data-theme="dark"'),
        ("night", 5, ' data-theme="dark"'),
        ("night", 6, ' data-theme="light"'),
        ("device", 12, ""),
        ("nonsense", 12, ""),
    ],
)
async def test_a_theme_is_in_the_page_from_its_first_byte(
    browser, clock: FixedWall, theme: str, hour: int, shown: str
):
    clock.wall = datetime(2026, 11, 24, hour, tzinfo=ZONE).timestamp()
    someone = await browser("admin")

    await someone.post("/preferences", theme=theme, back="/history")

    assert f'<html lang="id"{shown}>' in someone.page.text


async def test_guards_start_dark_at_night_and_others_as_their_device_says(
    browser, clock: FixedWall
):
    clock.wall = datetime(2026, 11, 24, 21, tzinfo=ZONE).timestamp()

    assert '<html lang="id" data-theme="dark">' in (await browser("slamet.r")).page.text
    assert '<html lang="id">' in (await browser("admin")).page.text


@pytest.mark.parametrize(
    "back", ["//evil.example", "/\\evil.example", "http://evil.example", "evil", "/a\nb", ""]
)
async def test_a_choice_never_leads_to_another_site(browser, back: str):
    someone = await browser("admin")
    someone.client.follow_redirects = False

    answer = await someone.post("/preferences", theme="dark", back=back)

    assert answer.headers["location"] == "/"


async def test_an_unknown_choice_changes_nothing(browser):
    someone = await browser("admin")
    someone.client.follow_redirects = False

    answer = await someone.post("/preferences", theme="pink", language="xx", back="/live")

    assert "set-cookie" not in answer.headers
