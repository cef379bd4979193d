"""Orders from the terminal: through the real socket, in the name of whoever sits there."""

import getpass
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from gate.clock import SystemClock
from gate.config.gate_toml import Config, load
from gate.core.values.events import Action
from gate.core.values.refusal import Refusal
from tests.gate.cli.command import Gate
from tests.gate.web.played import PlayedController

WHY = ("--reason", "Perintah atasan")


@pytest.fixture
def config(site: Path) -> Config:
    return load(site)


@pytest.fixture(autouse=True)
def _nobodys_sudo(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SUDO_USER", raising=False)


# Orders


@pytest.mark.parametrize(
    ("command", "action"),
    [
        (("open", "masuk"), Action.OPEN),
        (("close", "masuk"), Action.CLOSE),
        (("stop", "masuk"), Action.STOP),
        (("release", "masuk"), Action.RELEASE),
        (("lockdown", "masuk"), Action.LOCKDOWN),
        (("unlock", "masuk"), Action.UNLOCK),
        (("reset", "masuk", "--seen"), Action.RESET),
        (("hold", "masuk", "--for", "30m"), Action.HOLD),
        (("free-flow", "masuk", "--until", "21:30"), Action.FREE_FLOW),
    ],
)
def test_an_order_reaches_the_controller_with_its_reason(
    gate: Gate, controller: PlayedController, command: tuple[str, ...], action: Action
):
    done = gate("lane", *command, *WHY)

    (order,) = controller.orders
    assert (done.code, done.err) == (0, "")
    assert done.out == f"masuk: accepted: {command[0].replace('-', ' ')}\n"
    assert (order.lane, order.action, order.reason) == ("masuk", action, "Perintah atasan")
    assert (order.until is not None) is (action in {Action.HOLD, Action.FREE_FLOW})


def test_who_orders_is_the_systems_user_or_whoever_is_named(
    gate: Gate, controller: PlayedController, monkeypatch: pytest.MonkeyPatch
):
    gate("lane", "open", "masuk", *WHY)
    monkeypatch.setenv("SUDO_USER", "bambang")
    gate("lane", "open", "masuk", *WHY)
    gate("lane", "open", "masuk", *WHY, "--as", "siti.r")

    actors = [order.actor for order in controller.orders]
    assert actors == [f"cli:{getpass.getuser()}", "cli:bambang", "cli:siti.r"]


def test_a_hold_lasts_as_long_as_was_said(gate: Gate, controller: PlayedController):
    before = SystemClock().now().wall
    gate("lane", "hold", "masuk", "--for", "2h", *WHY)
    gate("lane", "hold", "masuk", "--until", "31-12-2199 21.30", *WHY)

    first, second = (order.until for order in controller.orders)
    assert before + 7200 <= first <= before + 7260
    assert second == datetime.fromisoformat("2199-12-31T21:30+07:00").timestamp()


@pytest.mark.parametrize("code", sorted(set(Refusal) - {Refusal.STALE}))
def test_a_refusal_exits_with_1_and_says_why(gate: Gate, controller: PlayedController, code: str):
    controller.refusal = code
    done = gate("lane", "open", "masuk", *WHY)

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("gate: masuk: Not done: ")
    assert "this page" not in done.err
    assert "the controller refused" not in done.err


@pytest.mark.parametrize(
    ("command", "lacking"),
    [
        (("hold", "masuk", "--for", "1h"), "no hold open relay (HOLD) is fitted"),
        (("close", "masuk"), "there is no relay to lower it (CLOSE)"),
        (("open", "masuk"), "this barrier cannot be ordered to do that"),
    ],
)
def test_what_the_wiring_cannot_do_names_what_is_missing(
    gate: Gate, controller: PlayedController, command: tuple[str, ...], lacking: str
):
    controller.refusal = "not_possible"

    assert lacking in gate("lane", *command, *WHY).err


def test_a_late_order_says_so(gate: Gate, controller: PlayedController):
    controller.refusal = "stale"

    assert "The order was too late and was dropped." in gate("lane", "open", "masuk", *WHY).err


def test_without_a_controller_nothing_is_ordered(gate: Gate):
    done = gate("lane", "open", "masuk", *WHY)

    assert done.code == 1
    assert "is gate.service running?" in done.err


@pytest.mark.parametrize("lacking", [os.W_OK, os.X_OK])
@pytest.mark.usefixtures("controller")
def test_somebody_without_the_right_is_told_how_to_get_it(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, lacking: int
):
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != lacking)  # root may do it all
    done = gate("lane", "open", "masuk", *WHY)

    assert done.code == 1
    assert "use sudo, or join the socket's group" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("open", "masukk", *WHY), 'gate: no lane "masukk"; did you mean "masuk"?'),
        (("open", "zzz", *WHY), 'gate: no lane "zzz"; there is masuk, keluar'),
        (("open", "masuk"), "Missing option '--reason'"),
        (("open", "masuk", "--reason", "  "), "gate: give a reason"),
        (("open", "masuk", "--reason", "x" * 201), "gate: give a reason of at most 200"),
        (("open", "masuk", *WHY, "--as", "user:1"), "gate: not a name: user:1"),
        (("hold", "masuk", *WHY), "gate: say how long"),
        (("hold", "masuk", *WHY, "--for", "1h", "--until", "21:30"), "gate: say how long"),
        (("hold", "masuk", *WHY, "--for", "soon"), "gate: not a span: soon"),
        (("free-flow", "masuk", *WHY, "--until", "25:00"), "gate: not a time: 25:00"),
        (("free-flow", "masuk", *WHY, "--until", "01-01-2020 07:00"), "is over already"),
        (("hold", "masuk", *WHY, "--for", "0m"), "gate: 0m is over already"),
        (("reset", "masuk", *WHY), "gate: look at the boom first; say --seen"),
    ],
)
def test_misuse_exits_with_2_and_orders_nothing(
    gate: Gate, controller: PlayedController, arguments: tuple[str, ...], said: str
):
    done = gate("lane", *arguments)

    assert done.code == 2
    assert said in done.err
    assert controller.orders == []


def test_an_order_loads_no_database_library():
    script = "import sys, gate.cli.lane.commands; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", script], text=True)

    assert {"sqlalchemy", "sqlmodel", "pydantic", "alembic"} & set(loaded.split()) == set()


# The list


def test_the_list_shows_what_each_lane_does(gate: Gate, controller: PlayedController):
    controller.set("keluar", state="opening", inputs=[])
    done = gate("lane", "list")

    assert done.code == 0
    assert [row[:3] for row in done.rows] == [
        ["masuk", "Masuk", "closed"],
        ["keluar", "Keluar", "opening"],
    ]


def note_of(gate: Gate, controller: PlayedController, **changes: object) -> str:
    controller.set("masuk", **changes)
    return gate("lane", "list").rows[0][4]


STANDING = {"passive": False, "resumed": False}


def test_the_list_says_who_holds_and_who_locked_down(gate: Gate, controller: PlayedController):
    until = datetime.fromisoformat("2199-12-31T21:30+07:00").timestamp()
    held = {"actor": "user:1", "reason": "event", "until": until, "mode": "hold"} | STANDING
    locked = {"actor": "cli:budi", "reason": "security", "since": until}

    assert note_of(gate, controller, state="held", held=held) == (
        "until 31 Dec 2199 21:30 by user:1: Event"
    )
    assert note_of(gate, controller, held=held | {"mode": "schedule"}) == (
        "until 31 Dec 2199 21:30 by the schedule"
    )
    assert note_of(gate, controller, held=held | {"mode": "schedule", "until": None}) == (
        "held by the schedule"
    )
    assert note_of(gate, controller, held=None, lockdown=locked) == (
        "locked down since 31 Dec 2199 21:30 by cli:budi: Security reasons"
    )


def test_the_list_names_free_flow_and_what_is_estimated(gate: Gate, controller: PlayedController):
    held = {"actor": "key", "reason": "", "until": 0.0, "mode": "free_flow"} | STANDING
    controller.set("masuk", state="held", held=held, inputs=["open_limit"])
    controller.lanes["keluar"] |= {"position": "closed", "assumed": True, "inputs": {}}
    controller.write()

    assert [row[2] for row in gate("lane", "list").rows] == ["free flow", "closed (estimated)"]


def test_the_list_says_what_is_wrong(gate: Gate, controller: PlayedController):
    controller.alarm("forced_open", "masuk")
    controller.wait("masuk", "plate:N1A", objections=["unknown"])
    note = note_of(gate, controller, state="fault", fault="run_limit", latch="recovery")

    assert note == (
        "fault: motor ran too long; needs a reset: after a power cut; a vehicle waits;"
        " alarm: forced open"
    )


def test_a_controller_that_is_silent_is_no_state(gate: Gate, config: Config):
    done = gate("lane", "list")
    assert (done.code, done.out) == (1, "")
    assert "no sign of life" in done.err

    with PlayedController(config, SystemClock()).running():
        pass
    status = json.loads(config.status_file.read_text())
    config.status_file.write_text(json.dumps(status | {"monotonic": status["monotonic"] - 60}))
    assert gate("lane", "list").code == 1


def test_a_test_pulse_names_its_output(gate: Gate, controller: PlayedController):
    done = gate("lane", "test", "masuk", "open", *WHY)

    (order,) = controller.orders
    assert (done.code, done.out) == (0, "masuk: accepted: test output\n")
    assert (order.action, order.value) == (Action.TEST_OUTPUT, "open")


def test_an_output_that_is_not_fitted_is_a_mistake(gate: Gate, controller: PlayedController):
    done = gate("lane", "test", "masuk", "siren", *WHY)

    assert (done.code, controller.orders) == (2, [])
    assert 'masuk: no output "siren"; there is ' in done.err
