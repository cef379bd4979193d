"""The gate starts with a clock that is years off, and the clock is set while cars come and go."""

from datetime import UTC, datetime

import pytest

from gate.core.access.book import PermitBook
from gate.core.barrier.state import State
from gate.core.values.model import Wiring
from simulator.world import Car
from tests.stories.people import EVERYBODY, MEMBER_TAG, SECOND_TAG, WALL
from tests.stories.story import Story, closed

GUEST_TAG = "0100000009"
TOMORROW = int(WALL) + 86_400
YEARS = [1970, 2019, 2040]


def started(year: int) -> Story:
    """The controller was started with its clock in that year; nobody vouches for the clock."""
    told = closed(Wiring.OPEN_CLOSE)
    told.trusted = False
    told.wall = datetime(year, 1, 1, tzinfo=UTC).timestamp()
    guest = EVERYBODY[0]._replace(
        vehicle=9, keys=(f"tag:{GUEST_TAG}",), valid_from=int(WALL), valid_until=TOMORROW
    )
    told.crash()
    told.book = PermitBook((*EVERYBODY, guest), version=2)
    told.power_up()
    told.wait(lambda: told.state is State.CLOSED)
    return told


def passes(told: Story, tag: str) -> None:
    before = told.kinds.count("passage.done")
    told.arrive(Car(tags=(tag,)))
    told.wait(lambda: told.kinds.count("passage.done") > before)
    told.wait(lambda: told.state is State.CLOSED)


@pytest.mark.parametrize("year", YEARS)
def test_whoever_has_a_permanent_permit_passes_in_any_year(year):
    told = started(year)
    passes(told, MEMBER_TAG)

    clock = told.rows("decision.granted")[-1].payload["clock"]
    assert clock["trusted"] is False
    assert datetime.fromtimestamp(clock["wall"], UTC).year == year


@pytest.mark.parametrize("year", YEARS)
def test_a_limited_permit_waits_for_the_clock_and_is_let_in_once_it_is_right(year):
    told = started(year)
    told.arrive(Car(tags=(GUEST_TAG,)))
    told.until("decision.denied")
    assert told.rows("decision.denied")[-1].payload["objections"] == ["clock_untrusted"]
    told.run(5)
    told.wall, told.trusted = WALL, True

    told.wait(lambda: "passage.done" in told.kinds)
    assert told.rows("decision.granted")[-1].payload["vehicle"] == 9


@pytest.mark.parametrize("year", YEARS)
def test_a_limited_permit_that_is_over_by_the_right_clock_stays_out(year):
    told = started(year)
    told.arrive(Car(tags=(GUEST_TAG,)))
    told.until("decision.denied")
    told.wall, told.trusted = TOMORROW + 1.0, True
    told.run(5)

    assert told.rows("decision.denied")[-1].payload["objections"] == ["expired"]
    assert told.state is State.CLOSED


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("trusted", [True, False])
def test_a_clock_stepped_under_traffic_stops_nobody(year, trusted):
    told = closed(Wiring.OPEN_CLOSE)
    away = datetime(year, 1, 1, tzinfo=UTC).timestamp()
    told.arrive(Car(tags=(MEMBER_TAG,)))
    told.until("boom.opening")
    told.wall, told.trusted = away, trusted
    told.until("boom.opened")
    told.wall, told.trusted = WALL, True
    told.until("passage.done")
    told.wall, told.trusted = away, trusted
    told.arrive(Car(tags=(SECOND_TAG,)))
    told.wait(lambda: told.kinds.count("passage.done") == 2)
    told.wall, told.trusted = WALL, True
    told.wait(lambda: told.state is State.CLOSED)

    assert told.alarms == []
    assert told.rows("decision.denied") == []
