"""What staff put right: the plate of who waits, and how many are inside."""

import pytest

from gate.core.values.events import Action
from gate.web.live.feed import Feed
from tests.gate.web.played import PlayedController
from tests.gate.web.played_lanes import COUNTED

ZONE = COUNTED["zones"]["parkir"]


def counted(*zones: str) -> dict[str, object]:
    return COUNTED | {"zones": dict.fromkeys(zones, ZONE)}


@pytest.fixture
def controller(controller: PlayedController, feed: Feed) -> PlayedController:
    """It counts who is inside."""
    controller.occupancy = counted("parkir")
    controller.write()
    feed.look()
    return controller


@pytest.fixture
def unclear(controller: PlayedController, feed: Feed) -> None:
    controller.wait(
        "masuk",
        "plate:N12B4AP",
        objections=["ambiguous_plate"],
        candidates=["N1234AP", "N1284AP"],
    )
    feed.look()


@pytest.mark.usefixtures("unclear")
async def test_the_plates_it_may_be_are_buttons(browser, controller: PlayedController):
    guard = await browser("slamet.r")
    await guard.get("/live")
    where = "/lanes/masuk/plate?claim=claim-1"
    for plate in ("N1234AP", "N1284AP"):
        assert f'formaction="{where}" name="plate" value="{plate}"' in guard.page.text
    assert "Bukan keduanya" in guard.text
    assert "Ketik pelat" not in guard.text

    answer = await guard.post(where, plate="N1284AP")
    (order,) = controller.orders
    assert answer.url.path == "/live"
    assert (order.action, order.claim, order.value) == (
        Action.CORRECT_PLATE,
        "claim-1",
        "N1284AP",
    )


@pytest.mark.usefixtures("unclear")
async def test_a_plate_is_typed_over_what_was_read(browser, controller: PlayedController):
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/plate?claim=claim-1")
    assert 'value="N12B4AP"' in guard.page.text
    await guard.post("/lanes/masuk/plate?claim=claim-1", plate="n 871-ps")

    assert controller.orders[0].value == "N871PS"


async def test_what_is_no_plate_is_asked_again(browser, controller: PlayedController):
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/plate?claim=claim-0")
    answer = await guard.post("/lanes/masuk/plate?claim=claim-0", plate="abc")

    assert answer.status_code == 400
    assert "Pelat tidak dikenali: abc. Contoh: N 1234 AP" in guard.text
    assert controller.orders == []


async def test_a_plate_of_who_has_gone_is_refused(browser, controller: PlayedController):
    controller.refusal = "unknown_claim"
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/plate?claim=claim-0")
    answer = await guard.post("/lanes/masuk/plate?claim=claim-0", plate="N 871 PS")

    assert answer.status_code == 409
    assert "Tidak dijalankan: kendaraan itu sudah tidak menunggu" in guard.text


async def test_no_plate_is_asked_at_a_lane_that_is_none(browser):
    guard = await browser("slamet.r")

    assert (await guard.get("/lanes/tiga/plate")).status_code == 404


@pytest.mark.usefixtures("controller")
async def test_live_says_how_many_are_inside(browser):
    guard = await browser("slamet.r")
    await guard.get("/live")

    assert "Di dalam 143 dari 180 tamu 12 Hitung ulang …" in guard.text


async def test_a_count_goes_to_the_controller_with_its_reason(
    browser, controller: PlayedController
):
    guard = await browser("slamet.r")
    await guard.get("/occupancy")
    assert "Menurut catatan: 143" in guard.text
    assert "Tercatat atas nama Slamet Riyadi, 07.42." in guard.text
    answer = await guard.post("/occupancy", zone="parkir", count=" 140 ", reason="counted")

    (order,) = controller.orders
    assert answer.url.path == "/live"
    assert (order.action, order.value) == (Action.CORRECT_OCCUPANCY, "parkir=140")
    assert (order.reason, order.actor) == ("counted", "user:1")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"count": "", "reason": "counted"}, "Tulis angka 0 sampai 99.999"),
        ({"count": "-3", "reason": "counted"}, "Tulis angka 0 sampai 99.999"),
        ({"count": "100000", "reason": "counted"}, "Tulis angka 0 sampai 99.999"),
        ({"count": "140"}, "Pilih alasan dulu"),
        ({"count": "140", "zone": "atap"}, "Pilih area dulu"),
    ],
)
async def test_half_an_answer_changes_no_count(
    browser, controller: PlayedController, fields: dict[str, str], problem: str
):
    guard = await browser("slamet.r")
    await guard.get("/occupancy")
    answer = await guard.post("/occupancy", **{"zone": "parkir"} | fields)

    assert answer.status_code == 400
    assert problem in guard.text
    assert controller.orders == []


async def test_a_count_that_is_refused_says_why(browser, controller: PlayedController):
    controller.refusal = "unknown_zone"
    guard = await browser("slamet.r")
    await guard.get("/occupancy")
    answer = await guard.post("/occupancy", zone="parkir", count="140", reason="counted")

    assert answer.status_code == 409
    assert "Tidak dijalankan: area itu tidak ada" in guard.text


async def test_of_several_areas_one_is_chosen(browser, controller, feed: Feed):
    controller.occupancy = counted("parkir", "belakang")
    controller.write()
    feed.look()
    guard = await browser("slamet.r")
    await guard.get("/occupancy")

    assert guard.page.text.count('type="radio" name="zone"') == 2
    await guard.post("/occupancy", zone="belakang", count="9", reason="unrecorded")
    assert controller.orders[0].value == "belakang=9"


async def test_where_nobody_is_counted_nothing_is_asked(browser):
    guard = await browser("slamet.r")

    assert (await guard.get("/occupancy")).status_code == 404
    assert "Hitung ulang" not in (await guard.get("/live")).text


@pytest.fixture
async def inside(controller: PlayedController, feed: Feed) -> None:
    controller.wait(
        "masuk", "plate:N1234AP", vehicle=1, plate="N1234AP", objections=["already_inside"]
    )
    feed.look()


@pytest.mark.usefixtures("inside")
async def test_a_vehicle_that_left_unseen_is_recorded_as_out_and_let_in(
    browser, controller: PlayedController
):
    guard = await browser("slamet.r")
    await guard.get("/live")
    assert "Catat sudah keluar, lalu buka …" in guard.text.replace("\N{NO-BREAK SPACE}", " ")
    await guard.get("/lanes/masuk/record-out?claim=claim-1")
    assert "Budi Santoso" in guard.text

    await guard.post("/lanes/masuk/record-out", claim="claim-1", reason="unrecorded")

    given = [(each.action, each.value, each.claim, each.reason) for each in controller.orders]
    assert given == [
        (Action.CORRECT_OCCUPANCY, "out:1", "claim-1", "unrecorded"),
        (Action.OPEN, None, "claim-1", "unrecorded"),
    ]


@pytest.mark.usefixtures("inside")
async def test_a_boom_that_does_not_open_after_the_record_is_told(
    browser, controller: PlayedController
):
    controller.refuses_at = Action.OPEN
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/record-out?claim=claim-1")

    answer = await guard.post("/lanes/masuk/record-out", claim="claim-1", reason="unrecorded")

    assert answer.status_code == 409
    assert "Sudah dicatat, tetapi palang tidak dibuka. Tidak dijalankan:" in guard.text


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("claim", "refusal", "told"),
    [
        ("claim-0", None, "Kendaraan itu sudah tidak menunggu di sini."),
        ("claim-1", "unknown_zone", "Tidak dijalankan:"),
    ],
)
async def test_nothing_is_opened_where_nothing_could_be_recorded(
    browser, controller: PlayedController, claim: str, refusal: str | None, told: str
):
    controller.refusal = refusal
    guard = await browser("slamet.r")
    await guard.get("/lanes/masuk/open")

    await guard.post("/lanes/masuk/record-out", claim=claim, reason="unrecorded")

    assert told in guard.text
    assert not [each for each in controller.orders if each.action is Action.OPEN]
