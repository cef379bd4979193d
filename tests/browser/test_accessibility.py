"""Every page against WCAG 2.2 AA and good practice, in both languages, by day and by night."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from gate.registry.visitors.form import VisitForm
from tests.browser.places import PATHS
from tests.gate.web.played import PlayedController
from tests.gate.web.played_lanes import COUNTED
from tests.gate.web.site import Site

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}


def wrong_with(page: Page) -> list[str]:
    """Say what axe finds: which rule, at which elements."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{page.url} {each['id']}: {[node['html'][:120] for node in each['nodes'][:4]]}"
        for each in found
    ]


@pytest.mark.parametrize(
    "paths", [PATHS[start::4] for start in range(4)], ids=lambda paths: paths[0]
)
@pytest.mark.parametrize("look", [("id", "light", 1280), ("en", "dark", 390)], ids=lambda it: it[0])
def test_no_page_trips_a_screen_reader_or_weak_eyes(
    window, site: Site, controller: PlayedController, paths: tuple[str, ...], look: tuple
):
    language, scheme, width = look
    controller.alarm("tailgating", "masuk")
    controller.occupancy = COUNTED
    site.add_pass(VisitForm(plate="P 1440 VX", host="Dispendukcapil", visitor="Dr. Hendra"))
    controller.wait("masuk", "plate:N1873RB", ago=38, objections=["unknown"])
    site.record("decision.denied", "masuk", vehicle=3, objections=["expired"])
    page = window("admin", color_scheme=scheme, viewport={"width": width, "height": 800})
    page.context.add_cookies([{"name": "language", "value": language, "url": page.url}])
    found = []
    for path in paths:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("main")).to_have_count(1)
        found += wrong_with(page)

    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door_trips_nobody_either(window, scheme: str):
    page = window(color_scheme=scheme)
    expect(page.get_by_label("Nama pengguna")).to_be_visible()

    assert wrong_with(page) == []
