"""Whoever gives an order, what it needs to know is checked here."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.core.values.events import Action, OrderGiven
from gate.core.values.orders import (
    CATALOGUE,
    LONGEST_REASON,
    MOST_INSIDE,
    Argument,
    Counted,
    Located,
    OrderError,
    complete,
    longest,
    read_correction,
)

GOOD = {
    Argument.UNTIL: 1_795_500_000.0,
    Argument.CLAIM: "claim-1",
    Argument.PLATE: "n 1234-ap",
    Argument.CORRECTION: "parkir=42",
    Argument.ALARM: "masuk/drift",
    Argument.OUTPUT: "red",
    Argument.SEEN: True,
}
NEEDED = [
    (a, each) for a, kind in CATALOGUE.items() for each, need in kind.arguments.items() if need
]
OPTIONAL = [
    (a, each) for a, kind in CATALOGUE.items() for each, need in kind.arguments.items() if not need
]


def bare(action: Action, reason: str = "duty") -> OrderGiven:
    return OrderGiven("o1", "masuk", action, "user:1", reason, 7.0)


def good(action: Action) -> dict[Argument, str | float | None]:
    return {each: GOOD[each] for each in CATALOGUE[action].arguments}


def wrong(action: Action, arguments: dict[Argument, str | float | None]) -> OrderError:
    with pytest.raises(OrderError) as caught:
        complete(bare(action), arguments)
    return caught.value


def test_every_action_is_in_the_catalogue_once():
    assert CATALOGUE.keys() == set(Action)
    assert all(kind.action is action for action, kind in CATALOGUE.items())


@pytest.mark.parametrize("action", list(Action))
def test_an_order_with_all_that_it_needs_is_complete(action: Action):
    order = complete(bare(action), good(action))

    assert (order.id, order.action, order.reason) == ("o1", action, "duty")
    assert (order.until is not None) == (Argument.UNTIL in CATALOGUE[action].arguments)
    assert (order.claim is not None) == (Argument.CLAIM in CATALOGUE[action].arguments)


@pytest.mark.parametrize(
    ("action", "value"),
    [
        (Action.CORRECT_PLATE, "N1234AP"),
        (Action.CORRECT_OCCUPANCY, "parkir=42"),
        (Action.ACK_ALARM, "masuk/drift"),
        (Action.TEST_OUTPUT, "red"),
    ],
)
def test_what_it_is_about_is_carried_as_its_value(action: Action, value: str):
    assert complete(bare(action), good(action)).value == value


@pytest.mark.parametrize(("action", "argument"), OPTIONAL)
def test_what_it_may_do_without_can_be_left_out(action: Action, argument: Argument):
    arguments = good(action) | {argument: None}

    assert getattr(complete(bare(action), arguments), argument) is None


@pytest.mark.parametrize("nothing", [None, "", False])
@pytest.mark.parametrize(("action", "argument"), NEEDED)
def test_without_what_it_needs_there_is_no_order(
    action: Action, argument: Argument, nothing: str | float | None
):
    assert wrong(action, good(action) | {argument: nothing}).argument is argument


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("argument", sorted(GOOD))
def test_what_an_order_does_not_take_is_refused(action: Action, argument: Argument):
    if argument in CATALOGUE[action].arguments:
        assert complete(bare(action), good(action))
        return
    error = wrong(action, good(action) | {argument: GOOD[argument]})
    assert (error.argument, error.refusal) == (argument, "malformed")


@pytest.mark.parametrize(
    ("action", "argument", "raw", "refusal", "cure"),
    [
        (Action.HOLD, Argument.UNTIL, math.inf, "malformed", "say when it is to end"),
        (Action.HOLD, Argument.UNTIL, math.nan, "malformed", "say when it is to end"),
        (Action.HOLD, Argument.UNTIL, "21:30", "malformed", "say when it is to end"),
        (Action.DISMISS, Argument.CLAIM, "x" * 101, "unknown_claim", "name a vehicle that waits"),
        (
            Action.CORRECT_PLATE,
            Argument.PLATE,
            "abc",
            "malformed",
            "write the plate like N 1234 AP",
        ),
        (Action.TEST_OUTPUT, Argument.OUTPUT, "siren", "unknown_output", "name an output"),
        (Action.RESET, Argument.SEEN, "yes", "malformed", "look at the boom and under it first"),
    ],
)
def test_what_is_wrong_is_named_with_its_cure(
    action: Action, argument: Argument, raw: str | float, refusal: str, cure: str
):
    error = wrong(action, good(action) | {argument: raw})

    assert (error.argument, error.refusal, str(error)) == (argument, refusal, cure)


@pytest.mark.parametrize("action", list(Action))
def test_a_reason_is_asked_where_the_catalogue_says_so(action: Action):
    if not CATALOGUE[action].reasoned:
        assert complete(bare(action, ""), good(action)).reason == ""
        return
    with pytest.raises(OrderError, match="give a reason of at most 200 characters") as caught:
        complete(bare(action, "  "), good(action))
    assert (caught.value.argument, caught.value.refusal) == (Argument.REASON, "reason_missing")


@pytest.mark.parametrize("action", list(Action))
def test_no_reason_is_longer_than_the_journal_takes(action: Action):
    complete(bare(action, "x" * longest(Argument.REASON)), good(action))
    with pytest.raises(OrderError):
        complete(bare(action, "x" * (LONGEST_REASON + 1)), good(action))


ZONES = st.none() | st.from_regex(r"[A-Za-z0-9-]{1,32}", fullmatch=True)
COUNTED = st.builds(Counted, st.integers(0, MOST_INSIDE), ZONES)
LOCATED = st.builds(Located, st.integers(1, 10**18 - 1), st.booleans(), ZONES)


@given(COUNTED | LOCATED)
def test_a_correction_is_read_as_it_was_written(correction: Counted | Located):
    assert read_correction(str(correction)) == correction


@pytest.mark.parametrize("text", ["", "x", "-1", "parkir=", "=4", "in:", "up:7", "100000", "1 2"])
def test_what_is_no_correction_is_a_value_error(text: str):
    with pytest.raises(ValueError, match="not a correction"):
        read_correction(text)
