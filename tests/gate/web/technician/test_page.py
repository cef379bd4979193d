"""Teknisi: what is known of each contact, relay and reader, and one output tried at a time."""

import re

import pytest

from gate.core.values.events import Action
from tests.gate.web.conftest import NOW
from tests.gate.web.played import PlayedController
from tests.gate.web.site import Site

LINE = {
    "frames": 1284,
    "bad_frames": 3,
    "dropped_bytes": 0,
    "reads_over": 0,
    "echoes": 0,
    "heard_at": 0.0,
    "last_bytes": "02 30 31 0D",
    "antenna": None,
    "rssi": None,
}
GOOD = {"reason": "inspection", "promise": "yes"}


def reads(name: str, **changes: object) -> dict:
    whole = {"lane": "masuk", "connected": True, "reason": None, "credential": None, "at": None}
    return {name: whole | {"line": LINE} | changes}


async def test_every_contact_and_relay_is_shown_with_its_place(feed, browser, controller):
    controller.set("masuk", inputs=["arming_loop", "open_limit"], outputs=["green"])
    feed.look()
    someone = await browser("teknisi")

    await someone.get("/technician")

    for line in ("Loop kedatangan · Terisi", "Limit tertutup · Tidak aktif"):
        assert line in someone.text
    assert "Lampu hijau · Menyala" in someone.text
    assert "GPIO" in someone.text
    assert "Waktu naik 3 detik" in someone.text


async def test_a_contact_that_cannot_be_read_is_not_guessed(feed, browser, controller):
    controller.lanes["masuk"]["inputs"]["safety_loop"] = None
    controller.write()
    feed.look()
    someone = await browser("teknisi")

    await someone.get("/technician")

    assert "Loop pengaman · Tidak terbaca" in someone.text


async def test_nothing_is_known_while_the_controller_is_silent(browser):
    someone = await browser("teknisi")

    await someone.get("/technician")

    assert "Pengendali · Tidak menjawab" in someone.text
    assert "Limit tertutup · Tidak diketahui" in someone.text
    assert "Jam · Tidak diketahui" in someone.text
    _, _, kept_for_later = someone.page.text.partition('<template id="lost">')
    assert 'data-piece="devices"' in kept_for_later


@pytest.mark.usefixtures("controller")
async def test_a_controller_that_fell_silent_is_said_to_be_so_since_when(feed, browser, clock):
    clock.ahead = 60.0
    feed.look()
    someone = await browser("teknisi")

    await someone.get("/technician")

    assert "Tidak menjawab sejak 07.42" in someone.text
    assert "Limit tertutup · Tidak diketahui" in someone.text


async def test_a_reader_shows_what_its_line_has_carried(app, feed, browser, controller):
    name = next(iter(app.state.context.config.readers))
    line = LINE | {"dropped_bytes": 7, "heard_at": controller.now()}
    controller.reads = reads(
        name, line=line, credential="tag:0012874F21", at=controller.now()
    ) | reads("gone", credential=None)
    controller.write()
    feed.look()
    someone = await browser("teknisi")

    await someone.get("/technician")

    for part in (f"{name} · Tersambung", "Pesan benar 1.284", "Byte terbuang 7", "02 30 31 0D"):
        assert part in someone.text
    assert "…4F21" in someone.text
    assert "0012874F21" not in someone.text


async def test_a_reader_without_a_cable_says_why(app, feed, browser, controller):
    name = next(iter(app.state.context.config.readers))
    controller.reads = reads(
        name, connected=False, reason="no_answer", credential="plate:N1234AP", at=controller.now()
    )
    controller.write()
    feed.look()
    someone = await browser("teknisi")

    await someone.get("/technician")

    assert "Tidak tersambung: no_answer" in someone.text
    assert "N 1234 AP" in someone.text


async def test_broker_clock_and_disk_tell_their_troubles(feed, browser, controller):
    controller.broker |= {"connected": False, "since": 1.0, "backlog": 214, "reason": "refused"}
    controller.clock_trusted = False
    controller.phase = "settling"
    controller.disk |= {"ok": False, "reason": "disk is full", "backlog": 2}
    controller.alarm("forced_open", "masuk")
    feed.look()
    someone = await browser("teknisi")

    await someone.get("/technician")

    for part in ("refused", "214 catatan menunggu", "Belum terpercaya", "disk is full"):
        assert part in someone.text
    assert "Pengendali · Baru menyala" in someone.text
    assert "Palang terbuka tanpa perintah" in someone.text


@pytest.mark.parametrize(
    ("broker", "words"),
    [
        ({"configured": False, "connected": False, "since": None}, "Tidak dipakai"),
        ({"configured": True, "connected": False, "since": None}, "Tidak tersambung"),
        ({"configured": True, "connected": True, "since": 1.0}, "Tersambung"),
    ],
)
async def test_the_broker_is_told_as_it_is(feed, browser, controller, broker: dict, words: str):
    controller.broker |= broker
    controller.write()
    feed.look()
    someone = await browser("teknisi")

    await someone.get("/technician")

    assert f"Pengiriman data (MQTT) · {words}" in someone.text


async def test_an_output_is_tried_with_a_reason_and_a_look(browser, controller):
    someone = await browser("teknisi")
    await someone.get("/technician/masuk/open")
    assert "Palang akan bergerak. Pastikan tidak ada orang" in someone.text

    answer = await someone.post("/technician/masuk/open", **GOOD)

    assert answer.url.path == "/technician"
    (order,) = controller.orders
    assert (order.action, order.value, order.lane) == (Action.TEST_OUTPUT, "open", "masuk")
    assert order.actor == "user:5"
    assert order.reason == "inspection"


@pytest.mark.parametrize(
    ("filled", "cure"),
    [
        ({"promise": "yes"}, "Pilih alasan dulu"),
        ({"reason": "inspection"}, "Lihat dulu palang dan areanya"),
    ],
)
async def test_nothing_moves_before_both_are_given(browser, controller, filled, cure):
    someone = await browser("teknisi")
    await someone.get("/technician/masuk/open")

    answer = await someone.post("/technician/masuk/open", **filled)

    assert answer.status_code == 400
    assert cure in someone.text
    assert controller.orders == []


async def test_a_lamp_needs_no_look_at_the_boom(browser, controller):
    someone = await browser("admin")
    await someone.get("/technician/masuk/red")
    assert "palang tidak bergerak" in someone.text

    await someone.post("/technician/masuk/red", reason="repair")

    assert [order.value for order in controller.orders] == ["red"]


async def test_the_controllers_refusal_is_said_in_words(browser, controller: PlayedController):
    controller.refusal = "not_at_rest"
    someone = await browser("teknisi")
    await someone.get("/technician/masuk/open")

    answer = await someone.post("/technician/masuk/open", **GOOD)

    assert answer.status_code == 409
    assert "palang tidak diam di ujungnya" in someone.text


@pytest.mark.parametrize("path", ["masuk/hold", "masuk/close", "masuk/nothing", "nowhere/open"])
async def test_what_lowers_the_boom_or_is_not_there_cannot_be_tried(browser, path: str):
    someone = await browser("teknisi")

    assert (await someone.get(f"/technician/{path}")).status_code == 404


@pytest.mark.parametrize("login", ["slamet.r", "agus.s", "yulianti", "suparman"])
async def test_the_page_is_for_technicians(browser, login: str):
    someone = await browser(login)

    assert (await someone.get("/technician")).status_code == 403
    assert "Halaman ini untuk teknisi" in someone.text


async def test_a_contact_that_was_seen_to_change_counts_as_tested(feed, browser, controller):
    someone = await browser("teknisi")
    await someone.get("/technician")
    assert "NO · belum diuji" in someone.text
    assert "0 dari " in someone.text

    controller.set("masuk", inputs=["arming_loop", "closed_limit"])
    feed.look()
    await someone.get("/technician")

    assert "sudah diuji, berubah 07.42" in someone.text
    assert "1 dari " in someone.text
    points = re.findall(r'points="([^"]*)"', someone.page.text)
    assert len([each for each in points if each.count(",") == 4]) == 1


async def test_a_trial_says_by_whom_and_what_the_contacts_did(feed, browser, controller, clock):
    someone = await browser("teknisi")
    await someone.get("/technician")
    assert "belum diuji" in someone.text
    await someone.get("/technician/masuk/open")
    await someone.post("/technician/masuk/open", **GOOD)
    feed.look()
    await someone.get("/technician")
    assert "Uji terakhir: Relai buka Bambang, 07.42 Belum ada masukan yang berubah." in someone.text
    assert "diuji Bambang, 07.42" in someone.text

    clock.ahead += 0.5
    controller.set("masuk", inputs=[])
    feed.look()
    clock.ahead += 2.5
    controller.set("masuk", inputs=["open_limit"])
    feed.look()
    await someone.get("/technician")

    assert "Limit tertutup lepas setelah 0,5 detik" in someone.text
    assert "Limit terbuka aktif setelah 3 detik" in someone.text


async def test_a_trial_is_sent_until_the_controller_speaks_of_it(feed, browser, controller, clock):
    feed.trials.begin("masuk", "open", "o1", "user:5", clock.now())
    someone = await browser("teknisi")
    await someone.get("/technician")
    assert "Perintah dikirim" in someone.text

    controller.lanes["masuk"]["last_order"] = {
        "id": "o1",
        "action": "test_output",
        "actor": "user:5",
        "outcome": "refused",
        "refusal": "not_at_rest",
        "at": controller.now(),
    }
    controller.write()
    feed.look()
    await someone.get("/technician")

    assert "Tidak dijalankan: palang tidak diam di ujungnya" in someone.text


@pytest.mark.usefixtures("controller")
async def test_who_tried_an_output_before_is_looked_up(browser, site: Site):
    tried = {"action": "test_output", "value": "open", "reason": "repair"}
    site.record("order.accepted", "masuk", "user:6", **tried, wall=NOW - 86_400)
    site.record("order.accepted", "masuk", "user:6", action="test_output", value=None)
    someone = await browser("teknisi")

    await someone.get("/technician")

    assert "diuji Kominfo, kemarin 07.42" in someone.text
