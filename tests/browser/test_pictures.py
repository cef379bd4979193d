"""Pictures of the pages, to be looked at by people: `.cache/pictures`, and four for the guides."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PICTURES
from tests.browser.scenery import fill
from tests.gate.web.played import PlayedController
from tests.gate.web.site import Site

pytestmark = pytest.mark.browser

PLACES = {
    "live": "/live",
    "dialog": "/lanes/masuk/open",
    "vehicles": "/vehicles/3",
    "visitors": "/visitors",
    "pass": "/visitors/1",
    "history": "/history",
    "report": "/reports?month=2026-10",
    "technician": "/technician",
    "schedules": "/schedules",
    "users": "/users/1",
    "backup": "/backup",
}
LOOKS = {
    "desktop": {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
    "phone": {"color_scheme": "dark", "viewport": {"width": 390, "height": 800}},
}


def story(page: Page) -> None:
    """Open the story of the visitor who was opened for."""
    page.goto("/history")
    page.locator("tr", has_text="surat Setda").first.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Kisah satu lintasan")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_has_its_picture(window, site: Site, controller: PlayedController, look: str):
    fill(site, controller)
    PICTURES.mkdir(parents=True, exist_ok=True)
    page = window("admin", **LOOKS[look])
    for name, path in PLACES.items():
        page.goto(path)
        page.evaluate("document.fonts.ready")
        page.screenshot(path=PICTURES / f"{name}-{look}.png")
    story(page)
    page.screenshot(path=PICTURES / f"story-{look}.png")

    taken = list(PICTURES.glob(f"*-{look}.png"))
    assert len(taken) >= len(PLACES) + 1
    assert all(path.stat().st_size > 10_000 for path in taken)
