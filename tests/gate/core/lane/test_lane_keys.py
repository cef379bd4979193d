import pytest

from gate.core.barrier.state import State
from gate.core.values.model import Input, Output
from tests.gate.core.barrier.rig import FITTED
from tests.gate.core.rig import Rig

KEYS = {Input.KEY_OPEN, Input.KEY_CLOSE, Input.KEY_RESET}


@pytest.fixture
def rig() -> Rig:
    """A closed lane with all three keys at its boom."""
    return Rig.closed(fitted=FITTED | KEYS)


def orders(rig: Rig) -> list[tuple[str, str, str | None]]:
    return [
        (row.kind, str(row.payload["action"]), row.payload["refusal"]) for row in rig.rows("order.")
    ]


def test_turning_the_key_opens_once_however_long_it_is_held(rig):
    rig.set(Input.KEY_OPEN, on=True)
    rig.wait(1)

    assert orders(rig) == [("order.accepted", "open", None)]
    assert rig.pulses == [Output.OPEN]
    assert rig.credit == 1


def test_the_order_is_given_by_the_key(rig):
    rig.set(Input.KEY_OPEN, on=True)

    (row,) = rig.rows("order.")
    assert (row.actor, row.payload["reason"]) == ("key", "key_switch")
    last = rig.lane.last_order
    assert (last.order.actor, last.refusal, last.at) == ("key", None, rig.now)


def test_a_key_turned_again_is_another_order(rig):
    for _ in range(2):
        rig.set(Input.KEY_OPEN, on=True)
        rig.wait(0.2)
        rig.set(Input.KEY_OPEN, on=False)

    assert rig.credit == 2
    assert len(set(rig.credited)) == 2


def test_letting_go_of_the_key_orders_nothing(rig):
    rig.set(Input.KEY_OPEN, on=True)
    told = len(orders(rig))
    rig.set(Input.KEY_OPEN, on=False)

    assert len(orders(rig)) == told


def test_the_key_lowers_the_boom(rig):
    rig.set(Input.KEY_OPEN, on=True)
    rig.raise_boom()
    rig.set(Input.KEY_CLOSE, on=True)
    rig.wait(2.1)

    assert rig.credit == 0
    assert rig.state is State.CLOSING


def test_the_key_resets_a_fault(rig):
    rig.set(Input.OPEN_LIMIT, on=True)
    assert rig.state is State.FAULT
    rig.set(Input.OPEN_LIMIT, on=False)
    rig.set(Input.KEY_RESET, on=True)
    rig.wait(3.1)

    assert rig.state is State.CLOSED


def test_a_key_that_is_refused_is_journalled_with_the_reason(rig):
    rig.set(Input.KEY_CLOSE, on=True)

    assert orders(rig) == [("order.refused", "close", "already_closed")]


def test_a_key_found_turned_at_the_start_asks_for_nothing():
    rig = Rig(fitted=FITTED | KEYS)
    rig.active |= {Input.KEY_OPEN}
    rig.sample()
    rig.wait(10)

    assert orders(rig) == []
    assert rig.pulses == []


def test_a_key_turned_while_the_boot_settles_is_refused_and_not_followed_later():
    rig = Rig(fitted=FITTED | KEYS)
    rig.sample()
    rig.set(Input.KEY_OPEN, on=True)
    rig.wait(10)

    assert orders(rig) == [("order.refused", "open", "settling")]
    assert rig.pulses == []


def test_a_key_that_is_turned_when_it_can_be_told_again_asks_for_nothing(rig):
    rig.lose(Input.KEY_OPEN)
    rig.wait(1)
    rig.active |= {Input.KEY_OPEN}
    rig.find(Input.KEY_OPEN)
    rig.wait(1)

    assert orders(rig) == []


def test_a_key_that_could_not_be_told_for_a_while_works_again(rig):
    rig.lose(Input.KEY_OPEN)
    rig.find(Input.KEY_OPEN)
    rig.set(Input.KEY_OPEN, on=True)

    assert orders(rig) == [("order.accepted", "open", None)]


def test_two_keys_turned_at_once_are_two_orders(rig):
    rig.set(Input.KEY_OPEN, Input.KEY_RESET, on=True)

    assert orders(rig) == [
        ("order.accepted", "open", None),
        ("order.refused", "reset", "not_latched"),
    ]
