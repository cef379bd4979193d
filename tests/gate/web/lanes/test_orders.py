"""Orders: a question with a mandatory reason, a real socket, refusals in plain words."""

import pytest

from gate.core.values.events import Action
from gate.web.live.feed import Feed
from tests.gate.web.conftest import NOW
from tests.waiting import until


@pytest.mark.usefixtures("controller")
async def test_opening_asks_for_a_reason_and_says_in_whose_name(browser):
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/open")

    assert "Buka palang jalur masuk sekali" in guard.text
    assert "Tercatat atas nama Slamet Riyadi, 07.42. Berlaku untuk satu kendaraan." in guard.text
    assert guard.page.text.count('type="radio" name="reason"') == 7
    assert " checked" not in guard.page.text


async def test_an_order_with_a_reason_reaches_the_controller(browser, controller):
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/open")

    answer = await guard.post("/lanes/masuk/open", reason="delivery", note=" surat  Setda ")

    (order,) = controller.orders
    assert answer.url.path == "/live"
    assert (order.lane, order.action, order.actor) == ("masuk", Action.OPEN, "user:1")
    assert (order.reason, order.claim, order.until) == ("delivery: surat Setda", None, None)


async def test_the_page_says_sent_until_the_controller_reports(browser, controller, feed: Feed):
    controller.silent = True  # it takes the order and has not told of it
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/open")

    await guard.post("/lanes/masuk/open", reason="duty")
    assert "Perintah dikirim" in guard.text

    controller.silent = False
    controller.write()
    feed.look()
    await guard.get("/live")
    assert "Palang membuka" in guard.text


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({}, "Pilih alasan dulu"),
        ({"reason": "violation"}, "Pilih alasan dulu"),
        ({"reason": "other"}, "Tulis alasannya, paling sedikit 5 huruf"),
        ({"reason": "other", "note": " a b c "}, "Tulis alasannya, paling sedikit 5 huruf"),
    ],
)
async def test_without_a_reason_nothing_is_sent(
    browser, controller, fields: dict[str, str], problem: str
):
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/open")

    answer = await guard.post("/lanes/masuk/open", **fields)

    assert answer.status_code == 400
    assert problem in guard.text
    assert controller.orders == []


async def test_other_reasons_are_told_in_words(browser, controller):
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/open")
    await guard.post("/lanes/masuk/open", reason="other", note="mobil jenazah")

    assert controller.orders[0].reason == "mobil jenazah"


async def test_opening_for_somebody_names_them_and_their_claim(browser, controller, feed: Feed):
    controller.wait("masuk", "plate:N871PS", vehicle=2, plate="N871PS", objections=["expired"])
    feed.look()
    await until(lambda: 2 in feed.moment.vehicles)
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/open?claim=claim-1")
    assert "N 871 PS" in guard.text
    assert "Hj. Siti Aminah" in guard.text

    await guard.post("/lanes/masuk/open", reason="superior", claim="claim-1")
    assert controller.orders[0].claim == "claim-1"

    await guard.get("/lanes/masuk/open?claim=claim-0")
    assert "N 871 PS" not in guard.text.partition("Buka palang")[2]


async def test_holding_asks_for_how_long(browser, controller):
    guard = await browser("slamet.r")
    await guard.get("/lanes/keluar/hold")
    assert "10 menit" in guard.text
    assert "1 jam" in guard.text

    await guard.post("/lanes/keluar/hold", reason="convoy")
    assert "Pilih berapa lama dulu" in guard.text
    await guard.post("/lanes/keluar/hold", reason="convoy", minutes="999")
    assert controller.orders == []

    await guard.post("/lanes/keluar/hold", reason="convoy", minutes="30")
    assert controller.orders[0].until == NOW + 1800


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("09.00", 78 * 60),
        (" 9:00 ", 78 * 60),
        ("07.43", 60),
        ("19.42", 12 * 3600),
    ],
)
async def test_holding_may_end_at_a_time_of_day(browser, controller, typed: str, seconds: int):
    guard = await browser("slamet.r")
    await guard.get("/lanes/keluar/hold")
    await guard.post("/lanes/keluar/hold", reason="event", minutes="10", until=typed)

    assert controller.orders[0].until == NOW + seconds


async def test_a_time_that_has_passed_today_is_tomorrows(browser, controller, clock):
    clock.wall = NOW + 16 * 3600  # 23.42
    guard = await browser("slamet.r")
    await guard.get("/lanes/keluar/hold")
    await guard.post("/lanes/keluar/hold", reason="event", until="01.00")

    assert controller.orders[0].until == clock.wall + 78 * 60


@pytest.mark.parametrize("typed", ["19.43", "07.42", "25.00", "9", "besok"])
async def test_a_time_that_is_none_or_too_far_is_asked_again(browser, controller, typed: str):
    guard = await browser("slamet.r")
    await guard.get("/lanes/keluar/hold")
    answer = await guard.post("/lanes/keluar/hold", reason="event", until=typed)

    assert answer.status_code == 400
    assert "Tulis jam seperti 21.30, paling lama 12 jam lagi" in guard.text
    assert f'value="{typed}"' in answer.text
    assert controller.orders == []


async def test_free_flow_is_a_hold_of_its_own_kind(browser, controller):
    supervisor = await browser("agus.s")
    await supervisor.get("/lanes/masuk/free-flow")
    assert "Bebaskan jalur masuk selama …" in supervisor.text

    await supervisor.post("/lanes/masuk/free-flow", reason="event", minutes="60")
    (order,) = controller.orders
    assert (order.action, order.until) == (Action.FREE_FLOW, NOW + 3600)


async def test_a_reset_wants_a_look_at_the_boom_first(browser, controller):
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/reset")
    assert "Saya melihat palang dan areanya kosong" in guard.text

    await guard.post("/lanes/masuk/reset", reason="power_back")
    assert "Lihat dulu palang dan areanya, lalu beri centang" in guard.text

    await guard.post("/lanes/masuk/reset", reason="power_back", promise="yes")
    assert controller.orders[0].action is Action.RESET


@pytest.mark.parametrize("word", ["end-hold", "end-free-flow"])
async def test_ending_a_hold_asks_once_more_but_for_no_reason(browser, controller, word: str):
    guard = await browser("slamet.r")
    await guard.get(f"/lanes/masuk/{word}")
    assert "Palang turun setelah area di bawahnya kosong." in guard.text
    assert 'name="reason"' not in guard.page.text

    await guard.post(f"/lanes/masuk/{word}")
    (order,) = controller.orders
    assert (order.action, order.reason) == (Action.RELEASE, "")


@pytest.mark.parametrize(
    ("word", "action"),
    [
        ("lower", Action.CLOSE),
        ("lockdown", Action.LOCKDOWN),
        ("end-lockdown", Action.UNLOCK),
    ],
)
async def test_other_orders_ask_too(browser, controller, word: str, action: Action):
    supervisor = await browser("agus.s")
    await supervisor.get(f"/lanes/masuk/{word}")
    await supervisor.post(f"/lanes/masuk/{word}", reason="superior")

    assert controller.orders[0].action is action


@pytest.mark.parametrize("word", ["free-flow", "lockdown", "end-lockdown"])
@pytest.mark.parametrize("login", ["slamet.r", "yulianti", "teknisi"])
async def test_only_supervisors_decide_about_the_whole_gate(
    browser, controller, login: str, word: str
):
    someone = await browser(login)

    assert (await someone.get(f"/lanes/masuk/{word}")).status_code == 403
    assert "Halaman ini untuk koordinator jaga." in someone.text
    await someone.get("/lanes/masuk/open")
    await someone.post(f"/lanes/masuk/{word}", reason="superior", minutes="10")
    assert controller.orders == []


async def test_a_lockdown_goes_to_one_lane_or_to_all_that_follow(browser, controller):
    supervisor = await browser("agus.s")
    await supervisor.get("/lanes/masuk/lockdown")
    assert "Semua kendaraan ditolak sampai penguncian diakhiri." in supervisor.text

    await supervisor.post("/lanes/masuk/lockdown", reason="security")
    assert [order.lane for order in controller.orders] == ["masuk"]
    await supervisor.post("/lanes/masuk/lockdown", reason="security", everywhere="yes")
    assert [order.lane for order in controller.orders[1:]] == ["masuk", "keluar"]
    assert len({order.id for order in controller.orders}) == 3


async def test_a_lane_that_would_refuse_is_left_out_of_an_order_for_all(
    browser, controller, feed: Feed
):
    controller.lanes["masuk"]["refuses"]["unlock"] = None
    controller.write()
    feed.look()
    supervisor = await browser("agus.s")
    await supervisor.get("/lanes/masuk/end-lockdown")
    await supervisor.post("/lanes/masuk/end-lockdown", reason="superior", everywhere="yes")

    assert [order.lane for order in controller.orders] == ["masuk"]


async def test_an_order_for_all_names_the_lane_that_refused(browser, controller):
    controller.refuses_at = "keluar"
    supervisor = await browser("agus.s")
    await supervisor.get("/lanes/masuk/lockdown")
    await supervisor.post("/lanes/masuk/lockdown", reason="security", everywhere="yes")

    assert "jalur keluar: Tidak dijalankan: tombol stop ditekan" in supervisor.text


@pytest.mark.parametrize(
    ("login", "word", "given"),
    [
        ("slamet.r", "open", 0),
        ("slamet.r", "check", 0),
        ("slamet.r", "hold", 0),
        ("teknisi", "open", 0),
        ("agus.s", "open", 1),
        ("admin", "hold", 1),
        ("slamet.r", "lower", 1),
    ],
)
async def test_a_blocked_vehicle_is_let_in_by_supervisors_alone_whatever_the_form_says(
    browser, controller, feed: Feed, login: str, word: str, given: int
):
    controller.wait("masuk", "plate:N871PS", vehicle=2, plate="N871PS", objections=["blocked"])
    feed.look()
    someone = await browser(login)
    await someone.get(f"/lanes/masuk/{word}")
    reason = {"check": "camera_misread", "hold": "event", "lower": "superior"}.get(word, "duty")
    answer = await someone.post(f"/lanes/masuk/{word}", reason=reason, minutes="10")

    assert len(controller.orders) == given
    if not given:
        assert answer.status_code == 409
        assert "Kendaraan yang menunggu hanya dibukakan koordinator" in someone.text


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("stopped", "Tidak dijalankan: tombol stop ditekan"),
        ("stale", "Perintah terlalu lama di jalan dan dibatalkan. Ulangi bila masih perlu."),
    ],
)
async def test_a_refusal_is_told_and_the_form_kept(browser, controller, code: str, sentence: str):
    controller.refusal = code
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/open")

    answer = await guard.post("/lanes/masuk/open", reason="delivery", note="surat")

    assert answer.status_code == 409
    assert sentence in guard.text
    assert 'value="delivery" checked' in answer.text
    assert 'value="surat"' in answer.text


async def test_without_a_controller_the_answer_says_so(browser):
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/open")

    answer = await guard.post("/lanes/masuk/open", reason="delivery")

    assert answer.status_code == 409
    assert "Pengendali tidak menjawab" in guard.text


async def test_turning_away_needs_no_reason(browser, controller):
    controller.wait("masuk", "plate:N1873RB", objections=["unknown"])
    guard = await browser("slamet.r")

    answer = await guard.post("/lanes/masuk/turn-away", claim="claim-1")

    (order,) = controller.orders
    assert answer.url.path == "/live"
    assert (order.action, order.claim, order.reason) == (Action.DISMISS, "claim-1", "")


async def test_turning_away_somebody_who_has_gone_says_so(browser, controller):
    controller.refusal = "unknown_claim"
    guard = await browser("slamet.r")

    answer = await guard.post("/lanes/masuk/turn-away", claim="claim-0")

    assert answer.status_code == 409
    assert "Tidak dijalankan: kendaraan itu sudah tidak menunggu" in guard.text


@pytest.mark.parametrize(("alarm", "lane"), [("keluar/tailgating", "keluar"), ("disk", "masuk")])
async def test_an_alarm_is_acknowledged_at_its_lane(browser, controller, alarm: str, lane: str):
    guard = await browser("slamet.r")

    await guard.post("/alarms/acknowledge", alarm=alarm)

    (order,) = controller.orders
    assert (order.action, order.lane, order.value) == (Action.ACK_ALARM, lane, alarm)


async def test_a_tag_on_another_vehicle_is_checked_in_two_ways(browser, controller, feed: Feed):
    controller.wait(
        "masuk",
        "tag:01001293D8",
        "plate:N871PS",
        vehicle=1,
        plate="N1234AP",
        objections=["tag_plate_mismatch"],
    )
    feed.look()
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/check?claim=claim-1")
    assert "Kamera salah baca, buka" in guard.text
    assert "N 871 PS" in guard.text

    await guard.post("/lanes/masuk/check", reason="camera_misread", claim="claim-1")
    assert controller.orders[0].reason == "camera_misread"


@pytest.mark.parametrize("path", ["/lanes/tiga/open", "/lanes/masuk/explode", "/lanes/tiga/check"])
async def test_what_does_not_exist_is_not_asked(browser, path: str):
    guard = await browser("slamet.r")

    assert (await guard.get(path)).status_code == 404
    assert "Halaman ini tidak ada." in guard.text


async def test_a_field_beyond_all_reason_is_not_understood(browser, controller):
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/open")

    answer = await guard.post("/lanes/masuk/open", reason="duty", note="x" * 500)

    assert answer.status_code == 400
    assert controller.orders == []
