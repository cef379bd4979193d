from pathlib import Path

import pytest

from gate import clock
from tests.gate.cli.command import Gate


@pytest.fixture
def right_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "kernel_is_synchronised", lambda: True)


def test_lifetimes_are_shown_and_set(gate: Gate):
    assert gate("retention", "show").rows == [
        ["registered", "365"], ["visitor", "90"], ["unknown", "30"],
    ]  # fmt: skip
    assert gate("retention", "set", "visitor", "60").out == "visitor: 60 days\n"
    assert ["visitor", "60"] in gate("retention", "show").rows


def test_a_lifetime_out_of_range_is_misuse(gate: Gate):
    refused = gate("retention", "set", "visitor", "0")

    assert (refused.code, refused.err) == (2, "gate: days: from 1 to 3,650\n")


@pytest.mark.usefixtures("right_clock")
def test_a_run_tells_and_journals_how_many(gate: Gate, courtesies: list[int]):
    gate("vehicle", "add", "N 1 A", "--holder", "Siti")
    ran = gate("retention", "run")

    assert courtesies

    assert ran.out.startswith("payloads erased: 0 registered, 0 visitor, 0 unknown;")
    assert "retention.done by cli" in gate("journal", "tail").out


def test_no_wrong_date_erases_anything(gate: Gate, monkeypatch: pytest.MonkeyPatch, site: Path):
    monkeypatch.setattr(clock, "kernel_is_synchronised", lambda: False)
    refused = gate("retention", "run")

    assert (refused.code, "not trusted" in refused.err) == (2, True)
    assert "retention.done" not in gate("journal", "tail").out
    assert site.exists()
