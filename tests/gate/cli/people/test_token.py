import pytest

from tests.gate.cli.command import Gate

ADD = ("token", "add", "pusat", "--role", "officer")


def test_a_token_is_shown_once_and_alone_on_the_output(gate: Gate):
    done = gate(*ADD, "--for", "90d")

    assert done.code == 0
    assert done.out.startswith("parkinggate_")
    assert done.out.count("\n") == 1
    assert done.err.startswith("pusat may use the API as officer until ")
    listed = gate("token", "list")
    assert done.out.strip() not in listed.out
    ((name, role, state, _, used),) = listed.rows
    assert (name, role, state, used) == ("pusat", "officer", "valid", "never")


def test_a_token_may_count_for_ever(gate: Gate):
    assert gate(*ADD, "--for", "ever").err.endswith("until it is revoked.\n")
    assert gate("token", "list").rows[0][3] == ""


def test_a_token_can_be_revoked(gate: Gate):
    gate(*ADD)

    assert gate("token", "revoke", "pusat").out == "pusat may not use the API any more.\n"
    assert gate("token", "list").rows[0][2] == "revoked"


@pytest.mark.parametrize("span", ["0d", "90", "3 weeks", ""])
def test_a_span_that_is_none_is_named_with_an_example(gate: Gate, span: str):
    done = gate(*ADD, "--for", span)

    assert (done.code, done.out) == (2, "")
    assert "write it like 90d" in done.err


def test_an_unknown_program_is_named(gate: Gate):
    done = gate("token", "revoke", "pusat")

    assert (done.code, done.err) == (
        2,
        "gate: name: There is no program pusat; see: gate token list\n",
    )


def test_a_name_cannot_come_again(gate: Gate):
    gate(*ADD)

    assert gate(*ADD).err == "gate: name: There is or was a program pusat; choose another name\n"
