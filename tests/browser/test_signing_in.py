import pytest
from playwright.sync_api import expect

from tests.gate.web.site import PASSWORD

pytestmark = pytest.mark.browser


def test_a_guard_signs_in_and_sees_the_lanes(window):
    page = window("slamet.r")

    assert page.url.endswith("/live")
    expect(page.get_by_role("heading", name="Jalur masuk")).to_be_visible()


def test_a_wrong_password_is_told_and_the_next_try_works(window):
    page = window()
    page.fill("#login", "slamet.r")
    page.fill("#password", "salah")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Sisa 4 kali percobaan.")
    expect(page.locator("#password")).to_be_focused()

    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/live")


def test_a_password_can_be_looked_at_while_typing(window):
    page = window()
    page.fill("#password", "rahasia")
    page.get_by_role("button", name="Lihat").click()

    expect(page.locator("#password")).to_have_attribute("type", "text")
    expect(page.get_by_role("button", name="Lihat")).to_have_attribute("aria-pressed", "true")


def test_signing_out_leads_to_the_door(window):
    page = window("slamet.r")
    page.locator("summary", has_text="Akun dan tampilan").click()
    page.get_by_role("button", name="Logout").click()

    page.wait_for_url("**/login")


def test_theme_and_language_are_chosen_in_the_menu(window):
    page = window("admin")
    page.locator("summary", has_text="Akun dan tampilan").click()
    page.get_by_role("button", name="Gelap", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.locator("summary", has_text="Akun dan tampilan").click()
    page.locator(".menu:visible").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Entry lane")).to_be_visible()


def test_a_menu_closes_with_escape_and_by_pressing_elsewhere(window):
    page = window("slamet.r")
    summary = page.locator("summary", has_text="Akun dan tampilan")
    logout = page.get_by_role("button", name="Logout")

    summary.click()
    page.keyboard.press("Escape")
    expect(logout).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.mouse.click(200, 700)
    expect(logout).to_be_hidden()
