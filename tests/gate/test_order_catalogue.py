"""Pages, API, command line, broker, status and words know each order as the catalogue has it."""

import json
from dataclasses import replace
from itertools import product
from typing import get_args

import pytest
from pydantic.fields import FieldInfo
from typer.main import get_command

from gate.cli.lane.commands import app as lane_commands
from gate.config.broker import ORDERABLE
from gate.core.barrier.debounce import Inputs
from gate.core.barrier.state import Barrier, Hold, State
from gate.core.lane.orders import possible
from gate.core.lane.state import Lockdown
from gate.core.values.events import Action
from gate.core.values.model import Input, Output, Wiring
from gate.core.values.orders import CATALOGUE, FROM_ANYONE, LONGEST_REASON, Argument, longest
from gate.core.values.refusal import Refusal
from gate.mqtt import schemas
from gate.web.access.places import LIVE, LOOKING_ONLY, ordering, roles_of
from gate.web.api.order_model import AnyOrder
from gate.web.api.reasons import Reasoned
from gate.web.api.routes.lane_model import Refusals
from gate.words.orders import ORDERS, QUESTIONS, REASONS, TEST, reasons
from tests.gate.core.rig import Rig
from tests.gate.mqtt.order_door import order
from tests.gate.status.whole import whole

SHOWN = {action for action, kind in CATALOGUE.items() if kind.shown}
REMOTE = [action for action, kind in CATALOGUE.items() if kind.remote]
PLACES = {"minutes": Argument.UNTIL, "area_seen_clear": Argument.SEEN}
"""Arguments that programs know by another name."""

ELSEWHERE = {Action.ACK_ALARM, Action.CORRECT_OCCUPANCY}
"""Orders about the site, given under the addresses of alarms and occupancy."""

HANDS_ON = {Action.TEST_OUTPUT}
"""Not for programs."""

AT_THE_BOOM = {Action.DISMISS, Action.CORRECT_PLATE}
"""Not at a terminal: they take eyes on the vehicle that waits."""

AT_THE_BROKER = {Refusal.NOT_ALLOWED, Refusal.RETAINED, Refusal.CLOCK_UNTRUSTED}
"""Refusals that only an order over the network can meet."""

BY_EFFECT = {
    Action.OPEN: {"queue_full", "unknown_claim"},
    Action.DISMISS: {"unknown_claim", "not_possible"},
    Action.CORRECT_PLATE: {"unknown_claim", "not_possible"},
    Action.CORRECT_OCCUPANCY: {
        "not_possible",
        "reason_missing",
        "unknown_zone",
        "unknown_vehicle",
    },
    Action.ACK_ALARM: {"unknown_alarm"},
    Action.TEST_OUTPUT: {"unknown_output", "would_lower"},
}
"""Refusals that depend on what the order names, not on the lane alone."""


def model(action: Action) -> type:
    kinds = {get_args(kind.model_fields["action"].annotation)[0]: kind for kind in models()}
    return kinds[action.value]


def models() -> tuple[type, ...]:
    return get_args(get_args(AnyOrder)[0])


def needed(action: Action) -> dict[Argument, bool]:
    return dict(CATALOGUE[action].arguments)


def test_programs_can_give_every_order_that_takes_no_hands_on_the_relay():
    given = {get_args(kind.model_fields["action"].annotation)[0] for kind in models()}

    assert given == {action.value for action in set(Action) - ELSEWHERE - HANDS_ON}


@pytest.mark.parametrize("action", sorted(set(Action) - ELSEWHERE - HANDS_ON))
def test_programs_are_asked_for_what_the_order_needs(action: Action):
    kind = model(action)
    fields: dict[str, FieldInfo] = kind.model_fields
    asked = {name: field for name, field in fields.items() if name not in {"action", "note"}}
    reasoned = asked.pop("reason", None) is not None

    assert reasoned == CATALOGUE[action].reasoned == issubclass(kind, Reasoned)
    assert needed(action) == {
        PLACES.get(name) or Argument(name): field.is_required() for name, field in asked.items()
    }
    assert bool(reasons(action)) == reasoned
    assert set(reasons(action)) <= REASONS.keys()


@pytest.mark.parametrize("question", [*QUESTIONS.values(), TEST], ids=lambda each: each.title)
def test_the_pages_ask_for_what_the_order_needs(question):
    kind = CATALOGUE[question.action]

    assert bool(question.reasons) == kind.reasoned
    assert bool(question.minutes) == (Argument.UNTIL in kind.arguments)
    assert question.promise is not None or Argument.SEEN not in kind.arguments


def test_the_terminal_has_a_command_for_every_order_of_a_lane():
    orders = set(Action) - ELSEWHERE - AT_THE_BOOM
    names = {"test" if each in HANDS_ON else each.replace("_", "-") for each in orders}

    assert get_command(lane_commands).commands.keys() == names | {"list"}


@pytest.mark.parametrize("action", sorted(set(Action) - ELSEWHERE - AT_THE_BOOM))
def test_the_terminal_has_options_for_what_the_order_needs(action: Action):
    name = "test" if action in HANDS_ON else action.replace("_", "-")
    options = {each.name: each for each in get_command(lane_commands).commands[name].params}
    arguments = needed(action)

    assert options["reason"].required
    assert ("until" in options) == ("lasting" in options) == (Argument.UNTIL in arguments)
    assert ("output" in options) == (Argument.OUTPUT in arguments)
    assert ("seen" in options) == (Argument.SEEN in arguments)


def test_the_broker_can_be_allowed_what_takes_nobody_at_the_gate():
    told = json.loads(schemas.text("order"))["properties"]

    assert told["action"]["enum"] == REMOTE == list(ORDERABLE)
    assert told["reason"]["maxLength"] == LONGEST_REASON
    for name in set(Argument) & told.keys() - {Argument.UNTIL}:
        assert told[name]["maxLength"] <= longest(Argument(name))


@pytest.mark.parametrize("action", REMOTE)
def test_the_published_schema_asks_for_what_the_order_needs(action: Action):
    check, values = schemas.validator("order"), {Argument.UNTIL: 1.0}
    full = {each.value: values.get(each, "x") for each in CATALOGUE[action].arguments}

    check(order(action=action.value, **full))
    for argument, need in CATALOGUE[action].arguments.items():
        without = order(action=action.value, **full | {argument.value: ...})
        if not need:
            check(without)
            continue
        with pytest.raises(ValueError, match=argument.value):
            check(without)


def test_the_status_and_the_api_say_of_the_same_orders_whether_they_would_be_refused():
    assert whole().lanes["masuk"].refuses.keys() == SHOWN == Refusals.model_fields.keys()


@pytest.mark.parametrize("action", list(Action))
def test_every_order_can_be_given_by_somebody_who_sees_the_lanes(action: Action):
    assert ordering(action)
    assert ordering(action) <= roles_of(LIVE) - LOOKING_ONLY


def test_every_order_has_words():
    assert ORDERS.keys() == set(Action)


def test_every_refusal_can_be_met_by_an_order_or_at_the_broker():
    met = FROM_ANYONE.union(*(kind.refusals for kind in CATALOGUE.values()))

    assert set(Refusal) - met == AT_THE_BROKER


def lanes(wiring: Wiring):
    """A lane in every state, with whatever a refusal can hang on."""
    extra = [(), (Output.HOLD, Output.STOP_PERMIT)]
    sensed = [
        frozenset[Input](),
        *(frozenset({each}) for each in (Input.STOP, Input.SAFETY_LOOP, Input.LOOP_FAULT)),
    ]
    limits = [frozenset[Input](), frozenset({Input.CLOSED_LIMIT}), frozenset({Input.OPEN_LIMIT})]
    hold = Hold("user:1", "event", 1.0, 1.0)
    for outputs in extra:
        lane = Rig(wiring, signals=outputs).lane
        for at, on, limit, held, halted, latch, locked in product(
            State, sensed, limits, (None, hold), (False, True), (None, "recovery"), (False, True)
        ):
            lane.barrier = replace(Barrier(at), hold=held, halted=halted, latch=latch)
            lane.inputs = Inputs(on | limit, frozenset(), {})
            lane.lockdown = Lockdown("user:1", "security", 1.0) if locked else None
            yield lane


def test_an_order_meets_the_refusals_of_the_catalogue_and_no_other():
    met: dict[Action, set[str]] = {action: set() for action in Action}
    for wiring in Wiring:
        for lane in lanes(wiring):
            for action in Action:
                refusal = possible(lane, action)
                met[action] |= set() if refusal is None else {refusal}

    assert {action: found | BY_EFFECT.get(action, set()) for action, found in met.items()} == {
        action: set(kind.refusals) for action, kind in CATALOGUE.items()
    }
