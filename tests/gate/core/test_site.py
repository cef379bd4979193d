import pytest

from gate.core.access.book import PermitBook
from gate.core.lane.memory import memory_key
from gate.core.site import Site
from gate.core.values.commands import Answer, Energise, Record
from gate.core.values.events import (
    Action,
    DeadlinePassed,
    InputsSampled,
    OrderGiven,
    ReadArrived,
    ReaderFound,
    ReaderLost,
    RegistryChanged,
)
from gate.core.values.model import Credential, Direction, Input, Instant, Medium, Output, Wiring
from gate.core.values.settings import LaneSettings, SiteSettings
from tests.gate.core.rig import AT_ONCE, DOWN
from tests.gate.core.vehicles import tag, vehicle

TAG = tag("01001293D8")
WALL = 1_795_500_000.0


def lane(name: str) -> LaneSettings:
    return LaneSettings(
        name,
        Direction.IN,
        Wiring.PULSE_OPEN,
        frozenset({Input.CLOSED_LIMIT, Input.OPEN_LIMIT}),
        frozenset({Output.OPEN}),
        debounce=AT_ONCE,
    )


def at(moment: float) -> Instant:
    return Instant(moment, WALL + moment, trusted=True)


@pytest.fixture
def site() -> Site:
    """Two lanes, both closed and settled at 4 s."""
    site = Site(SiteSettings((lane("masuk"), lane("keluar"))), PermitBook([vehicle(1, TAG)]), "s")
    for name in site.lanes:
        site.handle(InputsSampled(name, DOWN), at(0.0))
    site.handle(DeadlinePassed(), at(4.0))
    return site


def test_a_read_opens_the_lane_it_was_read_at(site):
    commands = site.handle(ReadArrived("keluar", "rfid", TAG), at(5.0))

    assert [c.lane for c in commands if isinstance(c, Energise)] == ["keluar"]
    assert site.lanes["masuk"].state.evidence.claims == []


def test_claims_have_names_of_their_own_across_lanes_and_runs(site):
    for name in site.lanes:
        site.handle(ReadArrived(name, "rfid", TAG), at(5.0))

    names = [lane.state.evidence.claims[0].id for lane in site.lanes.values()]
    assert names == ["s-1", "s-2"]


@pytest.mark.parametrize(
    "event",
    [
        ReadArrived("timur", "rfid", TAG),
        InputsSampled("timur", DOWN),
        ReaderLost("timur", "rfid", "unplugged"),
        ReaderFound("timur", "rfid"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_happens_at_a_lane_that_is_not_here_changes_nothing(site, event):
    assert site.handle(event, at(5.0)) == []


def test_an_order_for_a_lane_that_is_not_here_is_refused_and_journalled(site):
    order = OrderGiven("x", "timur", Action.OPEN, "user:1", "duty", 5.0)
    answer, row = site.handle(order, at(5.0))

    assert answer == Answer("x", "unknown_lane")
    assert isinstance(row, Record)
    assert (row.kind, row.payload["refusal"]) == ("order.refused", "unknown_lane")


def test_an_order_reaches_its_lane(site):
    order = OrderGiven("x", "keluar", Action.OPEN, "user:1", "duty", 5.0)
    commands = site.handle(order, at(5.0))

    assert commands[0] == Answer("x", None)
    assert [c.lane for c in commands if isinstance(c, Energise)] == ["keluar"]


def test_a_change_of_the_registry_is_in_the_book_and_heard_by_every_lane(site):
    unknown = Credential(Medium.TAG, "0BADBADBAD")
    for name in site.lanes:
        site.handle(ReadArrived(name, "rfid", unknown), at(5.0))
    commands = site.handle(RegistryChanged(9, (vehicle(2, unknown),)), at(5.5))

    assert site.book.version == 9
    assert site.book.vehicle(unknown) == 2
    assert [c.lane for c in commands if isinstance(c, Energise)] == ["masuk", "keluar"]


def test_the_site_wants_to_be_woken_for_whichever_lane_is_due_first(site):
    assert site.deadline is None
    site.handle(ReadArrived("masuk", "rfid", TAG), at(5.0))
    site.handle(ReadArrived("keluar", "rfid", TAG), at(5.2))

    assert site.deadline == 5.5


def test_a_deadline_wakes_only_the_lanes_that_are_due(site):
    site.handle(ReadArrived("masuk", "rfid", TAG), at(5.0))
    site.handle(ReadArrived("keluar", "rfid", TAG), at(5.2))
    site.handle(DeadlinePassed(), at(5.5))

    assert site.lanes["masuk"].state.stage.on is None
    assert site.lanes["keluar"].state.stage.on is Output.OPEN


def test_a_deadline_that_is_not_due_does_nothing(site):
    assert site.handle(DeadlinePassed(), at(5.0)) == []


def test_each_lane_gets_its_own_memory():
    memory = {memory_key("keluar"): {"fault": "not_moving"}, "other": 7}
    site = Site(SiteSettings((lane("masuk"), lane("keluar"))), PermitBook(), "s", memory)

    assert site.lanes["masuk"].state.barrier.fault is None
    assert site.lanes["keluar"].state.barrier.fault == "not_moving"
