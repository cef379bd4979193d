"""Who is inside: anti-passback, a full car park, a guest who stays, one who tries every card."""

from dataclasses import replace

import pytest

from gate.core.values.events import Action
from gate.core.values.model import Wiring
from gate.core.values.settings import Limits
from gate.core.values.zones import Passback, Zone
from tests.stories.people import MEMBER_TAG, SECOND_TAG, THIRD, THIRD_TAG, WALL
from tests.stories.story import Story, closed
from tests.stories.wirings import LANE

ZONE = Zone("dalam", frozenset({LANE}), frozenset(), capacity=2)


def counted(limits: Limits | None = None, **zone: object) -> Story:
    """A lane that leads into a zone, counted and found empty."""
    told = closed(Wiring.OPEN_CLOSE)
    zones = (replace(ZONE, **zone),)
    told.settings = replace(told.settings, zones=zones, limits=limits)
    told.power_up()
    told.run(5)
    return told


def comes_in(told: Story, tag: str) -> None:
    told.car(tag=tag)
    told.until("passage.done")
    told.until("boom.closed")
    told.run(10)


def inside(told: Story) -> int:
    assert told.site is not None
    assert told.site.occupancy is not None
    return told.site.occupancy.inside("dalam")


@pytest.mark.parametrize("restarted", [False, True])
def test_a_tag_that_is_passed_back_opens_for_nobody(restarted):
    """In, and the card through the window to the next one: denied, also after a power cut."""
    told = counted(passback=Passback.HARD)
    comes_in(told, MEMBER_TAG)
    if restarted:
        told.power_cut()
        told.run(3)
        told.power_up()
        told.run(5)

    told.car(tag=MEMBER_TAG)
    denied = told.until("decision.denied")
    told.run(20)

    assert denied.payload["objections"] == ["already_inside"]
    assert denied.payload["presence"]["stay"][0] == "dalam"
    assert len(told.rows("passage.done")) == 1
    assert inside(told) == 1


def test_a_full_car_park_turns_the_third_away_and_a_tailgater_counts():
    """Two fit; one comes with a tag, one follows it unasked: the next is denied."""
    told = counted()
    told.car(tag=MEMBER_TAG)
    follower = told.car()
    told.until("boom.closing")
    told.rush(follower)
    told.until("passage.unauthorised")
    told.until("boom.closed")
    assert inside(told) == 2

    told.run(10)
    told.car(tag=SECOND_TAG)
    denied = told.until("decision.denied")

    assert denied.payload["objections"] == ["full"]
    assert told.order(Action.CORRECT_OCCUPANCY, value="1") is None
    told.until("passage.done")
    assert inside(told) == 2


def test_a_guest_whose_time_is_over_is_told_of():
    """A visit until a quarter of an hour from now; nobody saw the guest leave."""
    told = counted()
    told.registry(THIRD._replace(category="visitor", valid_until=int(WALL + told.now) + 900))
    comes_in(told, THIRD_TAG)
    told.run(600)
    assert "overstay" not in told.alarms

    told.run(400)
    assert told.alarms.count("overstay") == 1


def test_somebody_who_tries_one_card_after_the_other_is_told_of_and_locks_nobody_out():
    """Sixty cards in a minute: one alarm, few decisions, and the next driver passes as ever."""
    told = counted(Limits(unknown=10))
    for number in range(60):
        told.read(tag=f"BAD{number:07X}")
        told.run(1)

    assert told.alarms.count("many_unknown") == 1
    assert len(told.rows("decision.denied")) < 45
    comes_in(told, MEMBER_TAG)
    assert inside(told) == 1
    told.run(120)
    assert len(told.rows("reader.calm")) == 1


def test_a_card_that_opens_all_the_time_is_slowed_down_and_not_locked_out():
    told = counted(Limits(often=2, within=3600, pause=60), capacity=None)
    comes_in(told, MEMBER_TAG)
    comes_in(told, MEMBER_TAG)

    told.car(tag=MEMBER_TAG)
    denied = told.until("decision.denied")
    waited = told.now
    told.until("decision.granted", within=90)

    assert denied.payload["objections"] == ["too_often"]
    assert told.alarms.count("too_often") == 1
    assert told.now - waited == pytest.approx(60, abs=2)
