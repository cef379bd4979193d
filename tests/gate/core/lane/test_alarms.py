import pytest

from gate.core.lane.alarms import MOST_UNSEEN, UNTIL_SEEN, Alarm, Alarms, left_unseen

WALL = 1_795_500_000.0


@pytest.fixture
def alarms() -> Alarms:
    return Alarms("masuk")


def test_an_alarm_stands_from_when_it_was_raised(alarms):
    row = alarms.raised("fire", WALL, {"inputs": ["fire"]})

    assert (row.kind, row.lane) == ("alarm.raised", "masuk")
    assert row.payload == {"alarm": "fire", "id": "masuk/fire", "detail": {"inputs": ["fire"]}}
    alarm = alarms.standing["masuk/fire"]
    assert (alarm.code, alarm.since, alarm.acknowledged, alarm.over) == ("fire", WALL, None, False)


def test_of_several_parts_each_has_its_own(alarms):
    alarms.raised("reader_lost", WALL, {}, part="rfid")
    alarms.raised("reader_lost", WALL, {}, part="kamera")

    assert list(alarms.standing) == ["masuk/reader_lost/rfid", "masuk/reader_lost/kamera"]


def test_an_alarm_is_gone_with_its_cause(alarms):
    alarms.raised("fire", WALL, {})
    row = alarms.cleared("fire", WALL + 5)

    assert row is not None
    assert (row.kind, row.payload) == ("alarm.cleared", {"alarm": "fire", "id": "masuk/fire"})
    assert alarms.standing == {}


def test_what_does_not_stand_is_not_cleared(alarms):
    alarms.raised("reader_lost", WALL, {}, part="rfid")

    assert alarms.cleared("reader_lost", WALL + 5, part="kamera") is None
    assert alarms.cleared("fire", WALL + 5) is None


@pytest.mark.parametrize("code", sorted(UNTIL_SEEN))
def test_an_alarm_about_something_that_happened_stays_until_a_person_has_seen_it(alarms, code):
    alarms.raised(code, WALL, {})
    assert alarms.cleared(code, WALL + 5) is not None
    assert alarms.standing[f"masuk/{code}"].over_at == WALL + 5
    assert alarms.cleared(code, WALL + 5) is None
    assert alarms.acknowledge(f"masuk/{code}", "user:1", WALL + 9)

    assert alarms.standing == {}


@pytest.mark.parametrize("code", ["fire", "forced_open", "drift"])
def test_an_alarm_whose_cause_lasts_stays_after_a_person_has_seen_it(alarms, code):
    alarms.raised(code, WALL, {})
    assert alarms.acknowledge(f"masuk/{code}", "user:1", WALL + 9)
    seen = alarms.standing[f"masuk/{code}"]
    assert (seen.acknowledged, seen.acknowledged_at) == ("user:1", WALL + 9)
    alarms.cleared(code, WALL + 5)

    assert alarms.standing == {}


@pytest.mark.parametrize("code", ["tailgating", "tag_plate_mismatch", "close_timeout"])
def test_an_alarm_without_a_lasting_cause_is_gone_once_seen(alarms, code):
    alarms.raised(code, WALL, {})
    alarms.acknowledge(f"masuk/{code}", "user:1", WALL + 9)

    assert alarms.standing == {}


def test_raised_again_it_is_new(alarms):
    alarms.raised("fire", WALL, {})
    alarms.acknowledge("masuk/fire", "user:1", WALL + 9)
    alarms.raised("fire", WALL + 60, {"inputs": []})

    alarm = alarms.standing["masuk/fire"]
    assert (alarm.since, alarm.acknowledged) == (WALL + 60, None)


def test_nobody_acknowledges_what_does_not_stand(alarms):
    assert not alarms.acknowledge("masuk/fire", "user:1", WALL + 9)


def test_what_was_told_does_not_change_with_what_the_caller_does_next(alarms):
    detail = {"n": 1}
    row = alarms.raised("fire", WALL, detail)
    detail["n"] = 2

    assert row.payload["detail"] == {"n": 1}
    assert alarms.standing["masuk/fire"].detail == {"n": 1}


def test_what_nobody_has_seen_is_left_for_the_next_run_and_counts_as_over(alarms):
    alarms.raised("too_often", WALL, {"vehicle": 7, "plate": "N1AB"}, part="7")
    alarms.raised("tailgating", WALL + 1, {"inputs": []})
    alarms.cleared("tailgating", WALL + 2)
    alarms.raised("fire", WALL, {})
    alarms.raised("forced_open", WALL, {})
    alarms.acknowledge("masuk/forced_open", "user:1", WALL + 9)

    assert left_unseen(alarms.unseen()) == {
        "masuk/too_often/7": Alarm(
            "masuk/too_often/7", "too_often", "masuk", WALL, {"vehicle": 7}, over_at=WALL
        ),
        "masuk/tailgating": Alarm(
            "masuk/tailgating", "tailgating", "masuk", WALL + 1, {"inputs": []}, over_at=WALL + 2
        ),
    }


def test_of_many_the_newest_are_left(alarms):
    for number in range(MOST_UNSEEN + 1):
        alarms.raised("too_often", WALL, {}, part=str(number))

    left = left_unseen(alarms.unseen())
    assert len(left) == MOST_UNSEEN
    assert "masuk/too_often/0" not in left


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        [7],
        [{"id": 7, "code": "drift", "since": WALL}],
        [{"id": "masuk/drift", "code": "drift", "since": "x"}],
        [{"id": "masuk/fire", "code": "fire", "since": WALL}],
        [{"id": "masuk/overstay/7", "code": "overstay", "since": WALL}],
    ],
)
def test_what_makes_no_sense_is_no_alarm(odd):
    assert left_unseen(odd) == {}


def test_odd_details_of_an_alarm_are_left_out():
    (left,) = left_unseen(
        [{"id": "masuk/drift", "code": "drift", "since": WALL, "detail": 7}]
    ).values()

    assert left.detail == {}
