"""All pages at all widths: nothing sticks out, nothing is too small to touch."""

import pytest
from playwright.sync_api import Page

from gate.registry.forms import VehicleForm
from gate.registry.visitors.form import VisitForm
from tests.browser.places import PATHS
from tests.gate.web.played_lanes import COUNTED
from tests.gate.web.site import Site

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 820, 1280)

STICKS_OUT = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"

TOO_SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .map((each) => each.closest('label') ?? each)
  .filter((each) => !each.matches('.skip, .row-link, .error a'))
  .filter((each) => {
    const { width, height } = each.getBoundingClientRect();
    return width > 1 && (width < 43.5 || height < 43.5);
  })
  .map((each) => `${each.outerHTML.slice(0, 80)} ${JSON.stringify(each.getBoundingClientRect())}`)
"""


@pytest.fixture
def crowded(site: Site, controller) -> None:
    """Long names, alarms and somebody at each lane."""
    long = "Moch. Ridwan Hidayatullah Al-Ghifari, S.STP., M.Si."
    opd = "Dinas Pengendalian Penduduk, Keluarga Berencana, Pemberdayaan Perempuan"
    (number,) = site.add_vehicles(VehicleForm(plate="N 9999 QPX", holder=long, opd=opd))
    site.record("decision.denied", "masuk", vehicle=number, objections=["tag_plate_mismatch"])
    site.record("order.accepted", "keluar", "user:1", action="open", reason="other" * 30)
    controller.alarm("tailgating", "masuk")
    controller.alarm("safety_stuck", "keluar")
    controller.wait(
        "masuk",
        "tag:0012874F21",
        "plate:N9999QPX",
        vehicle=number,
        plate="N9999QPX",
        objections=["second_factor_missing", "clock_untrusted"],
    )
    controller.occupancy = COUNTED
    site.add_pass(VisitForm(plate="N 9999 ZZZ", host=opd, visitor=long, purpose="x" * 200))
    controller.broker = controller.broker | {"connected": False, "since": 1.0, "backlog": 1234567}
    controller.set("keluar", state="unknown", inputs=[])


def visit(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate("document.fonts.ready")


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_sticks_out_and_everything_can_be_touched_also_at_twice_the_text_size(
    window, language: str
):
    page = window("admin")
    page.context.add_cookies([{"name": "language", "value": language, "url": page.url}])

    for path in PATHS:
        visit(page, path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert not page.evaluate(STICKS_OUT), (path, width)
            assert page.evaluate(TOO_SMALL) == [], (path, width)
        page.set_viewport_size({"width": 640, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not page.evaluate(STICKS_OUT), (path, "200 %")


@pytest.mark.usefixtures("crowded")
def test_at_desktop_size_the_lanes_need_no_scrolling(window):
    page = window("slamet.r", viewport={"width": 1280, "height": 800})

    assert page.evaluate("() => document.documentElement.scrollHeight <= innerHeight")
