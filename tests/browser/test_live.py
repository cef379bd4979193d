"""Pantau in a real browser: it follows the controller, and says so when it cannot."""

import re

import pytest
from playwright.sync_api import Page, expect

from gate.core.values.events import Action
from tests.browser.conftest import stop_time
from tests.gate.web.played import PlayedController
from tests.gate.web.played_lanes import POWERS
from tests.gate.web.site import Site
from tests.waiting import BOUND, wait_for

pytestmark = pytest.mark.browser


def lane(page: Page, lane_id: str):
    return page.locator(f'[data-piece="lane-{lane_id}"]')


def test_a_lane_follows_the_controller_without_reload(window, controller: PlayedController):
    page = window("slamet.r")
    expect(lane(page, "masuk").locator(".badge")).to_have_text("Tertutup")
    expect(page.locator(".link")).to_contain_text("Langsung")

    controller.wait("masuk", "plate:N1873RB", objections=["unknown"])

    expect(lane(page, "masuk")).to_contain_text("Kendaraan ini tidak ada di daftar")
    expect(lane(page, "masuk").locator(".car")).to_have_count(1)


def test_the_page_counts_by_itself_how_long_somebody_waits(window, controller: PlayedController):
    page = window("slamet.r")
    controller.wait("masuk", "plate:N1873RB", ago=57, objections=["unknown"])
    controller.silent = True

    expect(lane(page, "masuk")).to_contain_text("Menunggu 1 menit")


def test_a_moving_boom_goes_on_by_itself_and_never_reaches_the_limit(
    window, controller: PlayedController
):
    page = window("slamet.r")
    page.clock.install()
    page.goto("/live")
    controller.lanes["masuk"]["travel"]["open"] = 1.0
    controller.set("masuk", state="opening", inputs=[])
    controller.silent = True
    boom = lane(page, "masuk").locator(".boom.moving")
    expect(boom).to_have_attribute("transform", "translate(116 172) rotate(-79.8)")

    page.clock.run_for(2_000)
    expect(boom).to_have_attribute("transform", "translate(116 172) rotate(-79.8)")

    controller.silent = False
    controller.set("masuk", state="open", inputs=["open_limit"])
    expect(lane(page, "masuk").locator(".boom.sure")).to_have_attribute(
        "transform", "translate(116 172) rotate(-84.0)"
    )


def test_opening_takes_two_touches_and_a_reason(window, controller: PlayedController):
    controller.wait("masuk", "plate:N871PS", vehicle=2, plate="N871PS", objections=["expired"])
    page = window("slamet.r")
    page.get_by_role("link", name="Buka untuk").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Buka palang jalur masuk sekali")
    expect(dialog).to_contain_text("Hj. Siti Aminah")

    dialog.get_by_role("button", name="Buka palang").click()
    expect(dialog.get_by_role("alert")).to_have_text("Pilih alasan dulu")
    assert controller.orders == []

    dialog.get_by_label("Perintah atasan").check()
    dialog.get_by_role("button", name="Buka palang").click()

    expect(dialog).to_be_hidden()
    expect(lane(page, "masuk").locator(".outcome")).to_have_text("Palang membuka")
    (order,) = controller.orders
    assert (order.action, order.reason, order.claim) == (Action.OPEN, "superior", "claim-1")


DELAYED_FETCH = """() => {
  const real = window.fetch;
  const delivery = new Promise((deliver) => (window.deliver = deliver));
  window.fetch = async (...request) => {
    const response = await real(...request);
    document.documentElement.dataset.answered = "";
    await delivery;
    return response;
  };
}"""


def test_a_late_page_does_not_take_back_what_the_stream_has_told(
    window, controller: PlayedController
):
    controller.lanes["keluar"]["powers"] = POWERS
    page = window("agus.s")
    lane(page, "keluar").get_by_role("link", name="Jalur bebas").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Acara").check()
    dialog.get_by_label("atau sampai pukul").fill("09.00")
    page.evaluate(DELAYED_FETCH)
    controller.silent = True
    dialog.get_by_role("button", name="Bebaskan jalur").click()
    outcome = lane(page, "keluar").locator(".outcome")
    expect(outcome).to_have_text("Perintah dikirim")
    expect(page.locator("html")).to_have_attribute("data-answered", "")
    controller.silent = False
    controller.write()
    expect(outcome).to_have_text("Jalur dibebaskan")

    page.evaluate("deliver()")
    expect(dialog).to_be_hidden()
    expect(outcome).to_have_text("Jalur dibebaskan")


def test_a_refused_order_keeps_the_question_open(window, controller: PlayedController):
    controller.refusal = "stopped"
    page = window("slamet.r")
    lane(page, "masuk").get_by_role("link", name="Buka …", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Piket").check()
    dialog.get_by_role("button", name="Buka palang").click()

    expect(dialog).to_contain_text("Tidak dijalankan: tombol stop ditekan")
    expect(dialog.get_by_label("Piket")).to_be_checked()


def test_a_supervisor_frees_a_lane_until_a_time_of_day(window, controller: PlayedController):
    controller.lanes["keluar"]["powers"] = POWERS
    page = window("agus.s")
    lane(page, "keluar").get_by_role("link", name="Jalur bebas").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Acara").check()
    dialog.get_by_label("atau sampai pukul").fill("31.00")
    dialog.get_by_role("button", name="Bebaskan jalur").click()
    expect(dialog.get_by_role("alert")).to_have_text(
        "Tulis jam seperti 21.30, paling lama 12 jam lagi"
    )
    dialog.get_by_label("atau sampai pukul").fill("09.00")
    dialog.get_by_role("button", name="Bebaskan jalur").click()

    expect(lane(page, "keluar").locator(".outcome")).to_have_text("Jalur dibebaskan")
    (order,) = controller.orders
    assert (order.action, order.reason) == (Action.FREE_FLOW, "event")


@pytest.mark.usefixtures("controller")
def test_a_guard_has_no_buttons_for_the_whole_gate(window):
    page = window("slamet.r")

    expect(lane(page, "masuk").locator(".foot .button")).to_have_count(3)
    expect(page.get_by_text("Kunci portal")).to_have_count(0)


def test_why_a_guard_may_not_open_stays_to_be_read_while_the_waiting_time_goes_on(
    window, controller: PlayedController, site: Site
):
    controller.wait("masuk", "plate:N1288UK", vehicle=4, objections=["blocked"])
    page = window("slamet.r")
    stop_time(page)
    page.goto("/live")
    expect(lane(page, "masuk")).to_contain_text("CV Karya Abadi")
    lane(page, "masuk").get_by_text("Buka …", exact=True).click()
    outcome = lane(page, "masuk").locator(".outcome")
    expect(outcome).to_have_text("Kendaraan yang menunggu hanya dibukakan koordinator")

    site.clock.ahead += 600
    controller.write()
    waited = lane(page, "masuk").locator("[data-seconds]")
    expect(waited).to_have_attribute("data-seconds", re.compile(r"\d{3}"))
    expect(outcome).to_have_text("Kendaraan yang menunggu hanya dibukakan koordinator")

    page.clock.run_for(10_000)
    expect(outcome).to_be_hidden()


def test_a_lane_under_maintenance_says_so_and_offers_nothing(window, controller: PlayedController):
    page = window("agus.s")
    refuses = dict.fromkeys(controller.lanes["masuk"]["refuses"], "maintenance")
    controller.set("masuk", state="maintenance", cause="maintenance", refuses=refuses)

    expect(lane(page, "masuk").locator(".badge")).to_have_text("Perawatan")
    expect(lane(page, "masuk")).to_contain_text("Teknisi sedang bekerja. Portal tidak melayani")
    expect(lane(page, "masuk").get_by_role("link", disabled=True)).to_have_count(6)


def test_escape_cancels_and_focus_returns(window, controller: PlayedController):
    page = window("slamet.r")
    button = lane(page, "keluar").get_by_role("link", name="Tahan terbuka …")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_label("10 menit")).to_be_focused()

    controller.set("keluar", state="opening", inputs=[])
    expect(lane(page, "keluar").locator(".badge")).to_have_text("Membuka")
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(button).to_be_focused()


def test_focus_stays_while_the_lane_around_it_changes(window, controller: PlayedController):
    page = window("slamet.r")
    button = lane(page, "masuk").get_by_role("link", name="Buka …", exact=True)
    button.focus()

    controller.wait("masuk", "plate:N1873RB", objections=["unknown"])
    expect(lane(page, "masuk")).to_contain_text("Kendaraan ini tidak ada di daftar")

    expect(button).to_be_focused()
    expect(button).to_have_attribute("href", "/lanes/masuk/open?claim=claim-1")


def test_turning_away_is_one_touch(window, controller: PlayedController):
    controller.wait("masuk", "plate:N1873RB", objections=["unknown"])
    page = window("slamet.r")
    page.get_by_role("button", name="Tolak").click()

    expect(lane(page, "masuk").locator(".outcome")).to_have_text("Kendaraan ditolak")
    assert controller.orders[0].action is Action.DISMISS


def test_an_alarm_is_shown_and_acknowledged(window, controller: PlayedController):
    page = window("slamet.r")
    controller.alarm("tailgating", "masuk")
    controller.alarm("reader_lost", "keluar")
    alarm = page.get_by_role("alert").first
    expect(alarm).to_contain_text("Kendaraan kedua ikut masuk tanpa izin")
    page.get_by_text("+1 lagi").click()
    expect(page.get_by_text("Kabel pembaca jalur keluar terlepas")).to_be_visible()

    page.locator(".notices > .banner > .button").first.click()

    expect(page.get_by_text("Diperiksa Slamet Riyadi")).to_have_count(1)
    assert controller.orders[0].value == "masuk/tailgating"


def test_a_button_that_cannot_be_used_says_why_when_pressed(window, controller: PlayedController):
    controller.lanes["masuk"]["powers"] = POWERS
    page = window("slamet.r")
    expect(page.locator(".link")).to_contain_text("Langsung")
    lane(page, "masuk").get_by_text("Turunkan").click()

    expect(lane(page, "masuk").locator(".outcome")).to_have_text("Palang sudah tertutup")
    assert controller.orders == []


def test_new_events_arrive_on_top_and_wait_while_the_list_is_read(
    window, controller: PlayedController, site: Site
):
    page = window("slamet.r")
    expect(page.locator(".link")).to_contain_text("Langsung")
    site.record("decision.granted", "masuk", vehicle=1, plate="N1234AP", objections=[])
    expect(page.locator(".event").first).to_contain_text("Budi Santoso, Dinas Kominfo")
    assert controller.orders == []

    page.locator(".events-list").hover()
    site.record("decision.denied", "masuk", objections=["unknown"])
    expect(page.get_by_role("button", name="1 kejadian baru")).to_be_visible()
    page.get_by_role("button", name="1 kejadian baru").click()
    expect(page.locator(".event").first).to_contain_text("Tidak terdaftar")


def test_a_silent_controller_takes_everything_back(
    window, controller: PlayedController, site: Site
):
    page = window("slamet.r")
    expect(lane(page, "masuk").locator(".boom")).to_have_count(1)
    controller.silent = True
    site.clock.ahead += 2 * BOUND

    expect(page.get_by_role("alert")).to_contain_text("Pengendali portal tidak menjawab sejak")
    expect(lane(page, "masuk").locator(".boom")).to_have_count(0)
    expect(page.locator(".link")).to_contain_text("Terputus")
    expect(lane(page, "masuk").get_by_role("link", disabled=True)).to_have_count(3)

    controller.silent = False
    expect(lane(page, "masuk").locator(".boom")).to_have_count(1)


@pytest.mark.usefixtures("controller")
def test_a_lost_connection_is_said_at_three_and_at_ten_seconds(window, served):
    page = window("slamet.r")
    stop_time(page)
    page.goto("/live")
    link = page.locator("html")
    expect(link).to_have_attribute("data-link", "live")
    served.stop()

    def half_a_second_later() -> bool:
        page.clock.run_for(500)
        return link.get_attribute("data-link") == "reconnecting"

    wait_for(half_a_second_later)
    page.clock.run_for(6_000)
    expect(page.locator(".link")).to_contain_text("Menyambung lagi …")
    expect(link).to_have_attribute("data-link", "reconnecting")
    expect(lane(page, "masuk").locator(".boom")).to_have_count(1)
    page.clock.run_for(2_000)
    expect(link).to_have_attribute("data-link", "lost")
    expect(page.locator(".link")).to_contain_text("Terputus")
    expect(page.get_by_role("alert")).to_contain_text("Halaman ini terputus dari portal.")
    expect(lane(page, "masuk").locator(".boom")).to_have_count(0)


def test_on_a_phone_the_lane_that_needs_somebody_comes_first(window, controller: PlayedController):
    page = window("slamet.r", viewport={"width": 390, "height": 844})
    controller.wait("keluar", "plate:N1873RB", objections=["unknown"])
    expect(lane(page, "keluar")).to_contain_text("Kendaraan ini tidak ada di daftar")

    page.wait_for_function(
        """() => document.querySelector('[data-piece="lane-keluar"]').getBoundingClientRect().top <
                 document.querySelector('[data-piece="lane-masuk"]').getBoundingClientRect().top"""
    )
