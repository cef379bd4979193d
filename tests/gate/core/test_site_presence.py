"""The site as a whole: who is inside, who may come in, and what is told of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.site_watch import MOST
from gate.core.values.events import Action, InputsSampled, ReaderFound, ReaderLost
from gate.core.values.model import Category, Direction, Input
from gate.core.values.settings import Limits
from gate.core.values.zones import Passback, Zone
from tests.gate.core.house import WALL, ZONE, House, lane
from tests.gate.core.rig import UP
from tests.gate.core.vehicles import gone, plate, tag, vehicle

CAR, VAN, GUEST, NOBODY = tag("0A"), tag("0B"), tag("0C"), tag("0D")
DAY = 86_400
VEHICLES = (
    vehicle(1, CAR, plate("N1AA")),
    vehicle(2, VAN),
    vehicle(3, GUEST, plate("N3CC"), category="visitor", valid_until=int(WALL) + DAY),
)
HARD = replace(ZONE, passback=Passback.HARD)


def house(**zone: object) -> House:
    return House(*VEHICLES, zone=replace(ZONE, **zone))


# Counting


def test_a_passage_is_counted_and_remembered_with_its_own_row():
    site = house()
    site.go("masuk", CAR)

    (passage,) = site.rows("passage.done")
    assert site.inside() == 1
    assert passage.remember["stay.1"][0] == "dalam"
    assert passage.remember["zone.dalam"]["stays"] == 1

    site.start()
    assert site.inside() == 1
    site.go("keluar", CAR)
    assert site.inside() == 0


def test_whoever_was_let_in_by_a_guard_is_counted_without_a_name():
    site = house()
    site.order(Action.OPEN)
    site.through("masuk")

    assert site.inside() == 1
    assert site.site.occupancy.stays == {}


def test_a_stranger_that_was_read_and_let_in_is_counted_without_a_name():
    site = house()
    assert site.read("masuk", NOBODY) == ["unknown"]
    site.order(Action.OPEN)
    site.through("masuk")

    assert site.inside() == 1


def test_whoever_does_not_pass_is_not_counted():
    site = house()
    site.read("masuk", CAR)
    site.order(Action.CLOSE)
    site.wait(60)

    assert site.inside() == 0


# Anti-passback


def test_whoever_is_inside_already_is_denied_until_it_has_left():
    site = house(passback=Passback.HARD)
    site.go("masuk", CAR)

    assert site.read("masuk", CAR) == ["already_inside"]
    site.wait(20)
    site.go("keluar", CAR)
    assert site.read("keluar", CAR) == ["not_inside"]
    site.wait(20)
    assert site.read("masuk", CAR) == []


def test_soft_anti_passback_lets_in_and_tells():
    site = house(passback=Passback.SOFT)
    site.go("masuk", CAR)
    assert site.alarms("anti_passback") == []

    site.go("masuk", CAR)

    (alarm,) = site.alarms("anti_passback")
    assert alarm.payload["detail"] == {
        "claim": "s0-2",
        "vehicle": 1,
        "plate": "N1AA",
        "objections": ["already_inside"],
    }


def test_a_denial_that_ends_by_the_clock_ends_while_the_vehicle_waits():
    site = house(passback=Passback.TIMED, minutes=1)
    site.go("masuk", CAR)
    site.wait(38)
    assert site.read("masuk", CAR) == ["already_inside"]

    site.wait(9)
    assert len(site.rows("decision.granted")) == 2


def test_anti_passback_rests_while_the_other_side_is_blind():
    site = house(passback=Passback.HARD)
    site.go("masuk", CAR)
    site.handle(ReaderLost("keluar", "rfid-keluar", "unplugged"))

    (told,) = site.rows("passback.suspended")
    assert told.payload == {"lanes": ["keluar"], "clock_trusted": True}
    assert site.read("masuk", CAR) == []
    site.through("masuk")

    site.handle(ReaderFound("keluar", "rfid-keluar"))
    assert len(site.rows("passback.resumed")) == 1
    assert site.read("masuk", CAR) == ["already_inside"]


def test_anti_passback_rests_while_the_clock_is_not_trusted():
    site = house(passback=Passback.HARD)
    site.go("masuk", CAR)
    site.trusted = False

    assert site.read("masuk", CAR) == []
    assert [row.payload for row in site.rows("passback.suspended")] == [
        {"lanes": [], "clock_trusted": False}
    ]


def test_without_anti_passback_nothing_rests():
    site = house()
    site.handle(ReaderLost("keluar", "rfid-keluar", "unplugged"))
    site.trusted = False
    site.wait(1)
    site.read("masuk", CAR)

    assert site.rows("passback.suspended") == []


# Room


def test_when_it_is_full_the_next_waits_until_one_has_left():
    site = house(capacity=1)
    site.go("masuk", CAR)
    assert site.read("masuk", VAN) == ["full"]

    site.read("keluar", CAR)
    site.through("keluar")
    granted = site.rows("decision.granted")[-1]
    assert (granted.lane, granted.payload["vehicle"]) == ("masuk", 2)


def test_whoever_is_on_the_way_in_takes_room_already():
    site = house(capacity=1)
    assert site.read("masuk", CAR) == []

    assert site.read("masuk", VAN) == ["full"]


def test_a_stranger_on_the_way_in_takes_room_already():
    site = house(capacity=1)
    site.order(Action.OPEN)

    assert site.read("masuk", CAR) == ["full"]


def test_a_category_has_its_own_room():
    site = house(shares={Category.VISITOR: 1})
    site.go("masuk", GUEST)
    site.learn(vehicle(4, tag("04"), category="visitor"))

    assert site.read("masuk", tag("04")) == ["full"]
    assert site.read("masuk", CAR) == []


# Corrections


def test_a_correction_is_journalled_with_its_reason_and_remembered():
    site = house(capacity=1)
    assert site.order(Action.CORRECT_OCCUPANCY, "1") is None
    assert site.read("masuk", CAR) == ["full"]

    row = site.rows("order.accepted")[-1]
    assert (row.payload["action"], row.payload["value"]) == ("correct_occupancy", "1")
    assert (row.payload["reason"], row.actor) == ("dihitung", "user:1")
    assert row.remember["zone.dalam"]["others"] == 1
    site.order(Action.CORRECT_OCCUPANCY, "0")
    assert site.rows("decision.granted")[-1].payload["vehicle"] == 1


@pytest.mark.parametrize(
    ("value", "reason", "refusal"),
    [("x", "dihitung", "malformed"), ("1", " ", "reason_missing"), (None, "dihitung", "malformed")],
)
def test_a_correction_needs_a_sound_value_and_a_reason(value, reason, refusal):
    site = house()

    assert site.order(Action.CORRECT_OCCUPANCY, value, reason=reason) == refusal
    assert "zone.dalam" not in site.rows("order.refused")[-1].remember


def test_after_a_correction_the_vehicle_may_come_again():
    site = House(*VEHICLES, zone=HARD)
    site.go("masuk", CAR)
    assert site.read("masuk", CAR) == ["already_inside"]

    assert site.order(Action.CORRECT_OCCUPANCY, "out:1") is None
    assert site.rows("decision.granted")[-1].payload["vehicle"] == 1


# Visits


THREE = tuple(lane(name, Direction.IN) for name in ("utara", "masuk", "selatan"))
GATES = Zone("dalam", frozenset({"utara", "masuk", "selatan"}), frozenset())


def test_a_pass_that_is_about_to_be_used_at_one_lane_opens_no_other_until_it_is_not():
    utara, *others = THREE
    seeing = replace(utara, inputs=utara.inputs | {Input.SAFETY_LOOP})
    site = House(vehicle(1, CAR, entries=1), zone=GATES, lanes=(seeing, *others))
    assert site.read("utara", CAR) == []
    site.wait(1.0)
    site.handle(InputsSampled("utara", UP))
    site.wait(25.0)
    assert site.read("masuk", CAR) == ["used_up"]

    site.wait(6.0)
    assert [row.lane for row in site.rows("decision.granted")] == ["utara", "masuk"]


@pytest.mark.parametrize(
    ("passback", "objections", "alarms"),
    [(Passback.HARD, ["already_inside"], 0), (Passback.SOFT, [], 1), (Passback.OFF, [], 0)],
)
def test_one_tag_at_two_lanes_at_once(passback: Passback, objections: list[str], alarms: int):
    site = House(*VEHICLES, zone=replace(GATES, passback=passback), lanes=THREE)
    assert site.read("utara", CAR) == []

    assert site.read("selatan", CAR) == objections
    assert len(site.alarms("anti_passback")) == alarms


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["read", "pass", "close", "wait"]),
            st.sampled_from(["utara", "masuk", "selatan"]),
        ),
        max_size=12,
    )
)
def test_at_no_time_is_a_single_entry_good_for_two(steps: list[tuple[str, str]]):
    site = House(vehicle(1, CAR, entries=1), zone=GATES, lanes=THREE)
    for step, name in steps:
        match step:
            case "read":
                site.read(name, CAR)
            case "pass":
                site.through(name)
            case "close":
                site.order(Action.CLOSE, lane=name)
            case _:
                site.wait(7.0)
        alive = [len(each.state.barrier.credits) for each in site.site.lanes.values()]
        entries = [stay.entries for stay in site.site.occupancy.stays.values()]
        assert sum(alive) + sum(entries) <= 1


def test_a_pass_for_one_entry_is_used_up_by_it():
    site = House(vehicle(1, CAR, entries=1))
    site.go("masuk", CAR)
    site.go("keluar", CAR)

    assert site.read("masuk", CAR) == ["used_up"]


def test_a_visitor_that_stays_too_long_is_told_once_and_over_when_gone():
    site = House(vehicle(3, GUEST, plate("N3CC"), category="visitor", valid_until=int(WALL) + 300))
    site.go("masuk", GUEST)
    site.wait(200)
    assert site.alarms("overstay") == []

    site.wait(400)
    (alarm,) = site.alarms("overstay")
    until = int(WALL) + 300
    assert (alarm.lane, alarm.payload["id"]) == ("masuk", "masuk/overstay/3")
    assert alarm.payload["detail"] == {
        "vehicle": 3, "plate": "N3CC", "until": until, "zone": "dalam",
    }  # fmt: skip

    site.order(Action.CORRECT_OCCUPANCY, "out:3")
    assert [row.payload["id"] for row in site.rows("alarm.cleared")] == ["masuk/overstay/3"]
    site.wait(600)
    assert len(site.alarms("overstay")) == 1


def test_an_overstay_that_somebody_has_seen_is_not_told_again_after_a_restart():
    site = House(vehicle(3, GUEST, plate("N3CC"), category="visitor", valid_until=int(WALL) + 60))
    site.go("masuk", GUEST)
    site.wait(120)
    site.order(Action.ACK_ALARM, "masuk/overstay/3")

    site.start()
    site.wait(120)
    (alarm,) = site.site.lanes["masuk"].state.alarms.all()
    assert len(site.alarms("overstay")) == 1
    assert (alarm.acknowledged, alarm.detail["plate"]) == ("user:1", "N3CC")

    site.order(Action.CORRECT_OCCUPANCY, "out:3")
    assert len(site.rows("alarm.cleared")) == 1


def test_a_longer_pass_ends_the_alarm():
    row = vehicle(3, GUEST, category="visitor", valid_until=int(WALL) + 60)
    site = House(row)
    site.go("masuk", GUEST)
    site.wait(120)
    assert len(site.alarms("overstay")) == 1

    site.learn(row._replace(valid_until=int(WALL) + DAY))
    assert len(site.rows("alarm.cleared")) == 1


def test_others_than_visitors_and_passes_without_an_end_never_stay_too_long():
    site = House(vehicle(1, CAR, valid_until=int(WALL) + 60), vehicle(3, GUEST, category="visitor"))
    site.go("masuk", CAR)
    site.go("masuk", GUEST)
    site.wait(600)
    site.learn(gone(3))

    assert site.alarms("overstay") == []


def test_without_a_trusted_clock_nobody_stays_too_long():
    site = House(vehicle(3, GUEST, category="visitor", valid_until=int(WALL) + 60))
    site.go("masuk", GUEST)
    site.trusted = False
    site.wait(600)

    assert site.alarms("overstay") == []


def test_only_so_many_alarms_stand_at_once():
    many = [
        vehicle(each, tag(f"{each:04X}"), category="visitor", valid_until=int(WALL) + 60)
        for each in range(1, MOST + 10)
    ]
    site = House(*many)
    for row in many:
        site.order(Action.CORRECT_OCCUPANCY, f"in:{row.vehicle}")
        site.now += 0.01
    site.wait(120)

    assert len(site.alarms("overstay")) == MOST


def test_a_stay_of_a_lane_that_is_gone_is_told_on_the_first_lane():
    site = House(vehicle(3, GUEST, category="visitor", valid_until=int(WALL) + 60))
    site.go("masuk", GUEST)
    site.memory["stay.3"][3] = "samping"
    site.start()
    site.wait(120)

    assert [alarm.lane for alarm in site.alarms("overstay")] == ["masuk"]


def test_a_vehicle_taken_off_the_list_is_forgotten_once_outside():
    site = house()
    site.go("masuk", CAR)
    site.go("keluar", CAR)
    site.learn(gone(1))
    site.go("masuk", VAN)

    assert site.memory["stay.1"] is None


# Too often


LIMITS = Limits(often=2, within=600.0, pause=6.0, unknown=3, unknown_within=30.0, unknown_pause=5.0)


def test_a_credential_that_comes_too_often_waits_a_moment_and_others_do_not():
    site = House(*VEHICLES, limits=LIMITS)
    site.go("masuk", CAR)
    site.go("masuk", CAR)

    assert site.read("masuk", CAR) == ["too_often"]
    (alarm,) = site.alarms("too_often")
    assert alarm.payload["id"] == "masuk/too_often/1"
    assert alarm.payload["detail"] == {
        "claim": "s0-3", "vehicle": 1, "plate": "N1AA", "credential": "tag:0A",
    }  # fmt: skip
    assert site.read("masuk", VAN) == []
    site.wait(7)
    assert site.rows("decision.granted")[-1].payload["vehicle"] == 1


def test_a_flood_of_unknown_cards_is_told_and_locks_nobody_out():
    site = House(*VEHICLES, limits=LIMITS)
    for number in range(20):
        site.read("keluar", tag(f"FF{number:02X}"))
        site.now += 0.1

    (alarm,) = site.alarms("many_unknown")
    assert alarm.payload["id"] == "keluar/many_unknown/rfid"
    assert len(site.rows("decision.denied")) == LIMITS.unknown
    assert site.read("keluar", CAR) == []
    assert site.read("masuk", plate("B1XX")) == ["unknown"]
    site.wait(60)
    (calm,) = site.rows("reader.calm")
    assert (calm.lane, calm.payload) == ("keluar", {"reader": "rfid", "ignored": 17})
    assert [row.payload["alarm"] for row in site.rows("alarm.cleared")] == ["many_unknown"]


def test_an_alarm_that_was_acknowledged_meanwhile_needs_no_end():
    site = House(*VEHICLES, limits=LIMITS)
    for number in range(5):
        site.read("keluar", tag(f"FF{number:02X}"))
    site.order(Action.ACK_ALARM, "keluar/many_unknown/rfid", lane="keluar")
    site.wait(60)

    assert len(site.rows("reader.calm")) == 1
    assert site.rows("alarm.cleared") == []


def test_without_limits_nobody_is_slowed_down():
    site = house()
    for number in range(30):
        site.read("keluar", tag(f"FF{number:02X}"))

    assert site.alarms("many_unknown") == []
    assert site.site.deadline is not None


def test_where_nobody_is_counted_no_count_can_be_corrected():
    site = house()
    site.settings = replace(site.settings, zones=())
    site.start()

    assert site.order(Action.CORRECT_OCCUPANCY, "1") == "not_possible"
    site.go("masuk", CAR)
    assert site.rows("passage.done")[-1].remember.keys() <= {"lane.masuk"}
