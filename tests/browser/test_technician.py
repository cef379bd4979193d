"""The technician's page beside the machine: values follow, and a test pulse asks first."""

import pytest
from playwright.sync_api import expect

from gate.core.values.events import Action
from tests.gate.web.played import PlayedController

pytestmark = pytest.mark.browser


def test_a_contact_follows_and_an_output_is_tried_in_a_dialog(window, controller: PlayedController):
    page = window("teknisi", viewport={"width": 390, "height": 800})
    loop = page.get_by_role("listitem").filter(has_text="Loop kedatangan").first
    expect(loop).to_contain_text("Kosong")

    controller.set("masuk", inputs=["arming_loop", "closed_limit"])

    expect(loop).to_contain_text("Terisi")
    page.get_by_role("link", name="Uji Relai buka …").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Kirim pulsa uji").click()
    expect(dialog).to_contain_text("Pilih alasan dulu")
    dialog.get_by_label("Pemeriksaan berkala").check()
    dialog.get_by_label("Saya melihat palang dan areanya kosong").check()
    dialog.get_by_role("button", name="Kirim pulsa uji").click()
    expect(dialog).not_to_be_visible()
    assert [order.action for order in controller.orders] == [Action.TEST_OUTPUT]
