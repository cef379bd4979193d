from collections.abc import Callable

import pytest

from tests.gate.cli.command import Gate, Terminal

ADD = ("user", "add", "siti", "--name", "Siti Rahayu", "--role", "guard", "--password-stdin")
PHRASE = "kopi pahit pagi"


def test_a_user_is_added_and_listed(gate: Gate):
    done = gate(*ADD, typed=f"{PHRASE}\n")

    assert (done.code, done.out) == (0, "siti may sign in as guard.\n")
    assert gate("user", "list").rows == [["1", "siti", "Siti Rahayu", "guard", "yes"]]


def test_a_password_against_the_rules_is_refused_with_the_rule(gate: Gate):
    done = gate(*ADD, typed="kopi\n")

    assert done.code == 2
    assert done.err.startswith("gate: password: Use at least 10 characters")
    assert gate("user", "list").rows == []


def test_a_password_is_never_an_argument(gate: Gate):
    assert "--password " not in gate("user", "add", "--help").out
    assert gate("user", "add", "siti", "--password", PHRASE).code == 2


@pytest.mark.parametrize("command", [ADD[:-1], ("user", "passwd", "siti")], ids=["add", "passwd"])
def test_without_a_terminal_the_way_out_is_named(gate: Gate, command: tuple[str, ...]):
    done = gate(*command, typed=f"{PHRASE}\n")

    assert done.code == 2
    assert "--password-stdin" in done.err


def test_at_a_terminal_everything_missing_is_asked_for(
    terminal: Callable[..., Terminal], gate: Gate
):
    asked = terminal("user", "add", "--role", "admin")
    for question, answer in (
        ("Login: ", "siti"),
        ("Full name: ", "Siti Rahayu"),
        ("Password: ", PHRASE),
        ("Repeat for confirmation: ", PHRASE),
    ):
        asked.wait_for(question)
        asked.type(answer)

    assert asked.end() == 0
    assert PHRASE not in asked.shown
    assert gate("user", "list").rows == [["1", "siti", "Siti Rahayu", "admin", "yes"]]


def test_a_password_can_be_replaced(gate: Gate):
    gate(*ADD, typed=f"{PHRASE}\n")

    done = gate("user", "passwd", "siti", "--password-stdin", typed="teh tawar sore\n")

    assert (done.code, done.out) == (0, "siti has a new password.\n")


def test_a_user_can_be_refused_and_let_in_again(gate: Gate):
    gate(*ADD, typed=f"{PHRASE}\n")

    assert gate("user", "disable", "siti").code == 0
    assert gate("user", "list").rows[0][-1] == "no"
    assert gate("user", "enable", "siti").code == 0
    assert gate("user", "list").rows[0][-1] == "yes"


def test_someone_unknown_cannot_be_changed(gate: Gate):
    done = gate("user", "disable", "nobody")

    assert done.code == 2
    assert done.err == "gate: login: There is no user nobody; see: gate user list\n"
