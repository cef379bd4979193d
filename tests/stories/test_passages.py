"""A car gets through, or does not: the whole core against the played site."""

import pytest

from gate.core.barrier.state import State
from gate.core.values.events import Action
from tests.stories.people import BLOCKED, MEMBER
from tests.stories.story import Story, closed
from tests.stories.wirings import ALL


@pytest.fixture(params=ALL, ids=str)
def story(request: pytest.FixtureRequest) -> Story:
    return closed(request.param)


def test_a_registered_tag_opens_and_the_passage_is_journalled(story):
    story.car(tag="01001293D8")
    story.until("boom.closed")

    assert story.kinds == [
        "boom.found",
        "decision.granted",
        "boom.opening",
        "boom.opened",
        "passage.done",
        "boom.closing",
        "boom.closed",
    ]
    assert story.rows("passage.done")[0].payload["vehicle"] == 1


def test_a_registered_plate_opens_alike(story):
    story.car(plate="N 1234 AP")
    story.until("passage.done")

    assert story.rows("decision.granted")[0].payload["plate"] == "N1234AP"


def test_a_tag_held_at_the_reader_for_a_minute_is_one_decision_and_one_credit(story):
    story.car(tag="01001293D8")
    story.run(60)

    assert story.kinds.count("decision.granted") == 1
    assert story.kinds.count("passage.done") == 1


@pytest.mark.parametrize(
    ("tag", "objection"),
    [("0BADBADBAD", "unknown"), ("0100000002", "blocked"), ("0100000003", "expired")],
)
def test_a_vehicle_that_may_not_pass_stays_outside_with_its_reason(story, tag, objection):
    story.car(tag=tag)
    denied = story.until("decision.denied")
    story.run(60)

    assert denied.payload["objections"][0] == objection
    assert story.pulses == []
    assert story.kinds.count("decision.denied") == 1
    assert story.lane.barrier.state is State.CLOSED


def test_a_vehicle_unblocked_while_it_waits_is_let_in_at_once(story):
    story.car(tag="0100000002")
    story.until("decision.denied")
    story.run(20)
    story.registry(BLOCKED._replace(blocked=None))

    story.until("passage.done")


def test_a_vehicle_blocked_after_its_visit_is_denied_at_the_next(story):
    story.car(tag="01001293D8")
    story.until("boom.closed")
    story.run(10)
    story.registry(MEMBER._replace(blocked="pindah tugas"))
    story.car(tag="01001293D8")

    story.until("decision.denied")


def test_both_factors_are_needed_where_the_vehicle_says_so(story):
    story.car(tag="0100000004")
    denied = story.until("decision.denied")

    assert denied.payload["objections"] == ["second_factor_missing"]


def test_tag_and_plate_together_satisfy_both(story):
    story.car(tag="0100000004", plate="N 1 RI")

    story.until("passage.done")


def test_a_tag_on_another_registered_car_is_a_mismatch_and_an_alarm(story):
    story.car(tag="01001293D8", plate="N 1 RI")
    story.until("alarm.raised")

    assert story.rows("alarm.raised")[0].payload["alarm"] == "tag_plate_mismatch"
    assert story.pulses == []


def test_two_cars_in_a_queue_get_through_one_after_the_other(story):
    story.car(tag="01001293D8")
    story.car(tag="0100000005")
    story.until("passage.done")
    story.until("passage.done")
    story.until("boom.closed")

    passed = [row.payload["vehicle"] for row in story.rows("passage.done")]
    assert passed == [1, 5]
    assert "passage.unauthorised" not in story.kinds


def test_a_car_that_backs_out_loses_its_credit(story):
    car = story.car(tag="01001293D8")
    story.until("boom.opening")
    story.back_out(car)
    story.until("boom.closed")

    assert "passage.done" not in story.kinds
    assert story.lane.barrier.credits == ()
    assert {"passage.backed_out", "passage.timeout"} & set(story.kinds)


def test_a_guard_opens_for_a_vehicle_without_a_permit(story):
    story.car(tag="0BADBADBAD")
    story.until("decision.denied")
    refusal = story.order(Action.OPEN)
    story.until("passage.done")

    assert refusal is None
    assert story.rows("order.accepted")[0].actor == "user:1"


def test_a_late_order_opens_nothing(story):
    refusal = story.order(Action.OPEN, age=40)
    story.run(10)

    assert refusal == "stale"
    assert story.pulses == []


def test_a_time_limited_permit_waits_for_a_clock_that_can_be_trusted(story):
    story.trusted = False
    story.registry(MEMBER._replace(valid_until=4_000_000_000))
    story.car(tag="01001293D8")
    denied = story.until("decision.denied")

    assert denied.payload["objections"] == ["clock_untrusted"]
