"""Orders from the broker, message by message; the way there is in test_orders."""

import asyncio
import json
import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.config.broker import ORDERABLE
from gate.core.values.events import Action
from gate.mqtt.orders.form import LARGEST
from gate.mqtt.orders.intake import MOST_ANSWERS, MOST_IDS, Desk
from gate.mqtt.orders.rate_limit import BURST
from gate.mqtt.orders.refusals import Refusals
from gate.mqtt.transport.connection import Connection
from gate.mqtt.transport.messages import Message
from gate.mqtt.troubles import Troubles
from tests.gate.mqtt.journal import GATE
from tests.gate.mqtt.order_door import WALL, Door, HandClock, heard, order
from tests.gate.mqtt.reporter import ABOUT, config_for
from tests.mosquitto import Broker

pytestmark = pytest.mark.broker

NOBODY_THERE = Broker.__new__(Broker)
NOBODY_THERE.host, NOBODY_THERE.port = "127.0.0.1", 1


@dataclass
class Rig:
    """A desk, its clock and the door behind it."""

    desk: Desk
    clock: HandClock
    door: Door
    refusals: Refusals

    def answers(self) -> list[Message]:
        return [self.desk._answers.get_nowait() for _ in range(self.desk._answers.qsize())]


def made() -> Rig:
    clock, door = HandClock(), Door()
    troubles = Troubles(clock, door.rows.append)
    refusals = Refusals(clock, troubles)
    allowed = {"pusat": frozenset(ORDERABLE), "satpam": frozenset({Action.OPEN})}
    desk = Desk(config_for(NOBODY_THERE, orders=allowed), ABOUT, clock, refusals, door.give)
    return Rig(desk, clock, door, refusals)


@pytest.fixture
def rig() -> Rig:
    return made()


def test_an_order_is_given_in_the_name_of_its_topic(rig: Rig):
    rig.clock.wall += 2.0
    rig.desk.hear(heard(order()))

    (given_order,) = rig.door.given
    assert given_order.actor == "mqtt:pusat"
    assert (given_order.id, given_order.lane, given_order.action) == ("pusat/a1", "masuk", "open")
    assert (given_order.reason, given_order.issued) == ("Tamu", 98.0)
    assert rig.door.rows == []


def test_an_order_carries_its_end_its_vehicle_or_its_alarm(rig: Rig):
    rig.desk.hear(heard(order(action="hold", until=WALL + 600)))
    rig.desk.hear(heard(order(id="a2", action="dismiss", claim="s-1")))
    rig.desk.hear(heard(order(id="a3", action="ack_alarm", alarm="masuk/drift")))

    hold, dismiss, ack = rig.door.given
    assert hold.until == WALL + 600
    assert dismiss.claim == "s-1"
    assert ack.value == "masuk/drift"


def test_it_is_answered_with_what_the_controller_says(rig: Rig):
    rig.desk.hear(heard(order()))
    rig.door.refusal = "lockdown"
    rig.desk.hear(heard(order(id="a2")))

    assert [json.loads(answer.payload) for answer in rig.answers()] == [
        {"id": "a1", "accepted": True, "refusal": None},
        {"id": "a2", "accepted": False, "refusal": "lockdown"},
    ]


PLACE = f"gate/{GATE}/response/pusat"


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        (None, PLACE),
        (PLACE, PLACE),
        (f"{PLACE}/7", f"{PLACE}/7"),
        (f"{PLACE}/#", PLACE),
        (f"{PLACE}kan", PLACE),
        (f"gate/{GATE}/availability", PLACE),
        ("homeassistant/status", PLACE),
    ],
)
def test_nobody_makes_the_gate_speak_elsewhere(rig: Rig, asked: str | None, place: str):
    rig.desk.hear(heard(order(), answer_to=asked, correlation=b"x"))

    (answer,) = rig.answers()
    assert (answer.topic, answer.correlation, answer.retain) == (place, b"x", False)


@pytest.mark.parametrize(
    ("cause", "message"),
    [
        ("not_allowed", heard(order(), client="stranger")),
        ("not_allowed", heard(order(), client="")),
        ("not_allowed", heard(order(action="lockdown"), client="satpam")),
        ("retained", heard(order(), retained=True)),
        ("malformed", heard(b"\xff")),
        ("malformed", heard(b"[" * 4000)),
        ("malformed", heard(b"[]")),
        ("malformed", heard(order(reason="x" * (LARGEST + 1)))),
        ("malformed", heard(order(issued_at=math.nan))),
        ("malformed", heard(order(issued_at=math.inf))),
        ("malformed", heard(order(issued_at="now"))),
        ("malformed", heard(order(id="a b"))),
        ("malformed", heard(order(reason="a\nb"))),
        ("malformed", heard(order(reason=...))),
        ("malformed", heard(order(force=True))),
        ("malformed", heard(order(action="reset"))),
        ("malformed", heard(order(action="hold"))),
        ("malformed", heard(order(action="dismiss"))),
        ("malformed", heard(order(action="ack_alarm"))),
        ("stale", heard(order(issued_at=WALL - 5.1))),
        ("stale", heard(order(issued_at=WALL + 1.1))),
        ("stale", heard(order(issued_at=1e308))),
    ],
)
def test_what_is_no_good_order_does_nothing_but_a_row(rig: Rig, cause: str, message):
    rig.desk.hear(message)

    assert rig.door.given == []
    assert rig.door.refused == [(cause, 1)]


def test_a_number_beyond_all_numbers_is_too_old_too(rig: Rig):
    rig.desk.hear(heard(json.dumps(order()).replace(str(WALL), "1e999").encode()))

    assert (rig.door.given, rig.door.refused) == ([], [("stale", 1)])


def test_nothing_is_followed_while_the_clock_cannot_be_believed(rig: Rig):
    rig.clock.trusted = False
    rig.desk.hear(heard(order()))

    assert (rig.door.given, rig.door.refused) == ([], [("clock_untrusted", 1)])


def test_a_stop_is_followed_whatever_the_clock_and_however_much_comes(rig: Rig):
    for number in range(int(BURST) + 1):
        rig.desk.hear(heard(order(id=f"n{number}")))
    rig.desk.hear(heard(order(id="s", action="stop")))
    rig.desk.hear(heard(order(id="s", action="stop"), repeated=True))
    rig.clock.wall, rig.clock.trusted = 0.0, False
    rig.desk.hear(heard(order(id="t", action="stop")))

    assert [each.id for each in rig.door.given[-3:]] == ["pusat/s", "pusat/s", "pusat/t"]
    assert rig.door.given[-1].issued == rig.clock.monotonic
    assert rig.door.refused == [("busy", 1)]


def test_a_stop_that_is_retained_old_or_not_allowed_is_refused(rig: Rig):
    rig.desk.hear(heard(order(action="stop"), retained=True))
    rig.desk.hear(heard(order(action="stop", issued_at=WALL - 6)))
    rig.desk.hear(heard(order(action="stop"), client="satpam"))

    assert rig.door.given == []
    assert [cause for cause, _ in rig.door.refused] == ["retained", "stale", "not_allowed"]


def test_the_same_id_does_nothing_more_and_is_told_so(rig: Rig):
    rig.desk.hear(heard(order()))
    rig.desk.hear(heard(order(), repeated=True))

    assert len(rig.door.given) == 1
    assert rig.door.refused == [("duplicate", 1)]
    assert json.loads(rig.answers()[-1].payload)["refusal"] == "duplicate"


def test_two_clients_may_choose_the_same_id(rig: Rig):
    rig.desk.hear(heard(order()))
    rig.desk.hear(heard(order(), client="satpam"))

    assert [each.id for each in rig.door.given] == ["pusat/a1", "satpam/a1"]


def test_a_flood_is_busy_and_one_of_it_may_come_again(rig: Rig):
    for number in range(int(BURST) + 5):
        rig.desk.hear(heard(order(id=f"n{number}")))
    assert len(rig.door.given) == BURST
    rig.clock.pass_by(1.0)
    rig.desk.hear(heard(order(id=f"n{int(BURST)}")))

    assert len(rig.door.given) == BURST + 1
    assert rig.door.refused == [("busy", 1)]


def test_ids_are_not_kept_for_ever(rig: Rig):
    for number in range(MOST_IDS + 2):
        rig.clock.pass_by(1.0)
        rig.desk.hear(heard(order(id=f"n{number}", issued_at=rig.clock.wall)))

    assert list(rig.desk._seen) == [f"pusat/n{number}" for number in range(2, MOST_IDS + 2)]


def test_answers_that_nobody_fetches_are_not_heaped_up(rig: Rig):
    for _ in range(MOST_ANSWERS + 3):
        rig.desk.hear(heard(order()))

    assert len(rig.answers()) == MOST_ANSWERS


async def test_answers_that_were_left_over_are_not_sent_later(rig: Rig):
    rig.desk._allowed = {}
    rig.desk._answers.put_nowait(Message("x", b""))
    task = asyncio.create_task(rig.desk.run(Connection.__new__(Connection)))
    await asyncio.sleep(0)
    task.cancel()

    assert rig.answers() == []


def test_a_refusal_names_lane_order_and_action_where_they_could_be_read(rig: Rig):
    rig.desk.hear(heard(order(issued_at=WALL - 60)))
    rig.desk.hear(heard(order(lane="garasi", action="close"), client="satpam"))

    stale, forbidden = rig.door.rows
    assert (stale.lane, stale.actor) == ("masuk", "mqtt:pusat")
    assert (stale.payload["order"], stale.payload["action"]) == ("a1", "open")
    assert forbidden.lane is None


def test_who_guesses_at_names_is_not_named(rig: Rig):
    rig.desk.hear(heard(b"{}", client="pu$at"))

    assert (rig.door.rows[0].actor, rig.door.rows[0].payload["order"]) == ("mqtt", None)


def test_a_stranger_is_not_answered(rig: Rig):
    rig.desk.hear(heard(order(), client="stranger"))

    assert rig.answers() == []


@given(st.binary(max_size=200) | st.dictionaries(st.text(max_size=8), st.integers()))
def test_rubbish_never_opens_and_never_raises(payload: object):
    rig = made()
    rig.desk.hear(heard(payload))

    assert rig.door.given == []
    assert rig.door.refused == [("malformed", 1)]
