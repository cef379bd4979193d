"""Lanes, orders, alarms and occupancy: what the controller says, and what it is told."""

from gate.registry.people.staff import Role
from tests.gate.web.api.programs import fields, slug
from tests.gate.web.played_lanes import COUNTED, NOW

OPEN = {"action": "open", "reason": "visitor_checked"}
ORDERS = "/lanes/masuk/orders"


async def test_a_lane_is_told_as_it_is(admin, controller, feed):
    controller.wait("masuk", "plate:N1234AP", vehicle=1, objections=["blocked"])
    controller.set(
        "masuk",
        lockdown={"actor": "user:2", "reason": "security", "since": NOW},
        held={
            "actor": "user:2",
            "reason": "event",
            "until": None,
            "mode": "hold",
            "passive": False,
            "resumed": False,
        },
    )
    await admin.ask("POST", ORDERS, OPEN)
    feed.look()
    lane = await admin.get("/lanes/masuk")
    assert (lane["id"], lane["name"], lane["state"]) == ("masuk", "Masuk", "opening")
    assert (lane["waiting"]["credentials"], lane["waiting"]["vehicle"]) == (["plate:N1234AP"], 1)
    assert (lane["lockdown"]["actor"], lane["held"]["until"]) == ("user:2", None)
    assert (lane["last_order"]["actor"], lane["last_order"]["outcome"]) == ("api:p-admin", "done")
    assert lane["refuses"]["release"] == "not_held"
    assert [each["id"] for each in (await admin.get("/lanes"))["items"]] == ["masuk", "keluar"]


async def test_an_order_reaches_the_controller_with_its_reason(admin, controller):
    answer = await admin.ask("POST", ORDERS, OPEN | {"note": "Pak Tono", "claim": "claim-1"})
    assert answer.status_code == 202
    (given,) = controller.orders
    assert answer.json() == {"order": given.id, "lane": "masuk", "accepted": True}
    assert (given.actor, given.reason, given.claim) == (
        "api:p-admin",
        "visitor_checked: Pak Tono",
        "claim-1",
    )


async def test_every_order_of_the_pages_can_be_given(admin, controller):
    for sent, action, value in (
        ({"action": "close", "reason": "not_coming"}, "close", None),
        ({"action": "stop", "reason": "emergency"}, "stop", None),
        ({"action": "release"}, "release", None),
        ({"action": "reset", "reason": "repair", "area_seen_clear": True}, "reset", None),
        ({"action": "lockdown", "reason": "other", "note": "latihan"}, "lockdown", None),
        ({"action": "unlock", "reason": "superior"}, "unlock", None),
        ({"action": "dismiss", "claim": "c"}, "dismiss", None),
        ({"action": "correct_plate", "claim": "c", "plate": "n 1 a"}, "correct_plate", "N1A"),
    ):
        assert (await admin.ask("POST", ORDERS, sent)).status_code == 202
        given = controller.orders[-1]
        assert (given.action, given.value, given.claim) == (action, value, sent.get("claim"))


async def test_a_boom_is_held_for_so_many_minutes(admin, controller):
    for action in ("hold", "free_flow"):
        sent = {"action": action, "reason": "convoy", "minutes": 30}
        assert (await admin.ask("POST", ORDERS, sent)).status_code == 202
        assert (controller.orders[-1].action, controller.orders[-1].until) == (action, NOW + 1800)
        too_long = await admin.ask("POST", ORDERS, sent | {"minutes": 721})
        assert too_long.status_code == 422


async def test_an_order_that_lacks_something_is_not_sent(admin, controller):
    for sent in (
        {"action": "open"},
        {"action": "open", "reason": "convoy"},
        {"action": "open", "reason": "other"},
        {"action": "reset", "reason": "repair"},
        {"action": "reset", "reason": "repair", "area_seen_clear": False},
        {"action": "release", "minutes": 3},
        {"action": "dismiss"},
        {"action": "correct_plate", "claim": "c", "plate": "??"},
        {"action": "test_output"},
        {},
    ):
        answer = await admin.ask("POST", ORDERS, sent)
        assert (answer.status_code, slug(answer)) == (422, "invalid-request"), sent
    assert controller.orders == []


async def test_a_refusal_is_told_with_its_code_and_the_order(admin, controller):
    controller.refusal = "emergency"
    answer = await admin.ask("POST", ORDERS, OPEN)
    assert (answer.status_code, slug(answer)) == (409, "order-refused")
    told = answer.json()
    assert (told["refusal"], told["order"]) == ("emergency", controller.orders[0].id)


async def test_only_a_supervisor_opens_before_a_blocked_vehicle(program, controller, feed):
    controller.wait("masuk", "plate:N1234AP", objections=["blocked"])
    feed.look()
    answer = await program(Role.GUARD).ask("POST", ORDERS, OPEN)
    assert (answer.status_code, answer.json()["refusal"]) == (409, "not_by_guard")
    assert controller.orders == []
    assert (await program(Role.SUPERVISOR).ask("POST", ORDERS, OPEN)).status_code == 202


async def test_a_silent_controller_is_a_503(admin):
    for path in ("/lanes", "/lanes/masuk", "/alarms", "/occupancy"):
        answer = await admin.ask("GET", path)
        assert (answer.status_code, slug(answer)) == (503, "controller-silent")
    order = await admin.ask("POST", ORDERS, OPEN)
    assert (order.status_code, order.headers["retry-after"]) == (503, "5")


async def test_an_unknown_lane_is_not_found(admin, controller):
    assert slug(await admin.ask("GET", "/lanes/tengah")) == "not-found"
    assert slug(await admin.ask("POST", "/lanes/tengah/orders", OPEN)) == "not-found"
    assert controller.orders == []


async def test_alarms_are_listed_and_acknowledged(admin, controller, feed):
    controller.alarm("boom_blocked", "masuk", over=True, over_at=NOW)
    feed.look()
    (alarm,) = (await admin.get("/alarms"))["items"]
    assert (alarm["id"], alarm["over"], alarm["acknowledged"]) == (
        "masuk/boom_blocked",
        True,
        None,
    )
    answer = await admin.ask("POST", "/alarms/acknowledgements", {"alarm": alarm["id"]})
    assert answer.status_code == 202
    assert controller.alarms[0]["acknowledged"] == "api:p-admin"


ZONE = {
    "name": "Halaman",
    "inside": 3,
    "capacity": 10,
    "free": 7,
    "by_category": {"employee": 3},
    "capacity_of": {},
    "certainty": "sure",
    "off_by": None,
}


async def test_occupancy_is_told_and_corrected(admin, controller, feed):
    correction = {"zone": "halaman", "inside": 5, "reason": "counted"}
    unknown = await admin.ask("POST", "/occupancy/corrections", correction)
    assert fields(unknown) == {"zone": "zone_unknown"}
    controller.occupancy = COUNTED | {"zones": {"halaman": ZONE}}
    controller.write()
    feed.look()
    assert (await admin.get("/occupancy"))["items"] == [{"id": "halaman"} | ZONE]
    assert (await admin.ask("POST", "/occupancy/corrections", correction)).status_code == 202
    (given,) = controller.orders
    assert (given.action, given.value, given.reason) == (
        "correct_occupancy",
        "halaman=5",
        "counted",
    )


STAY = {"lane": "keluar", "claim": "claim-1", "reason": "unrecorded"}


async def test_the_vehicle_that_waits_is_put_down_as_inside_or_not(admin, controller, feed):
    controller.wait("keluar", "plate:N1234AP", vehicle=7)
    feed.look()
    for inside in (True, False):
        answer = await admin.ask("POST", "/occupancy/stays", STAY | {"inside": inside})
        assert answer.status_code == 202
    assert [(each.lane, each.value, each.claim) for each in controller.orders] == [
        ("keluar", "in:7", "claim-1"),
        ("keluar", "out:7", "claim-1"),
    ]


async def test_no_other_vehicle_is_put_down_than_the_one_that_waits(admin, controller, feed):
    sent = STAY | {"inside": True}
    tengah = await admin.ask("POST", "/occupancy/stays", sent | {"lane": "tengah"})
    assert fields(tengah) == {"lane": "lane_unknown"}
    for waiting in (None, {"claim": "claim-2", "vehicle": 7}, {"vehicle": None}):
        if waiting is not None:
            controller.wait("keluar", "plate:N1234AP", **waiting)
        feed.look()
        answer = await admin.ask("POST", "/occupancy/stays", sent)
        assert (answer.status_code, answer.json()["refusal"]) == (409, "unknown_claim")
    assert controller.orders == []
