from zoneinfo import ZoneInfo

import pytest

from gate.cli.journal.words import line
from gate.core.values.commands import Json
from gate.store.history import StoredRow

DENIED: dict[str, Json] = {
    "claim": "c1",
    "plate": "N1234AP",
    "vehicle": 7,
    "objections": ["expired", "blocked"],
    "blocked": "Tag hilang",
    "withheld": None,
    "reads": [{"reader": "masuk-rfid", "medium": "tag", "value": "01001293D8"}],
    "permit": {"vehicle": 7},
}


def row(
    kind: str, payload: dict[str, Json] | None, *, actor: str | None = None, trusted: bool = True
) -> StoredRow:
    return StoredRow(
        gate_id="g",
        epoch="e",
        seq=1,
        event_id="i",
        boot_id="b",
        monotonic_ns=0,
        wall_us=1_790_000_000_000_000,
        clock_trusted=trusted,
        lane="masuk",
        kind=kind,
        actor=actor,
        hash=b"",
        payload=payload,
    )


def test_a_denial_says_who_why_and_by_what():
    text = line(row("decision.denied", DENIED), ZoneInfo("Asia/Jakarta"))

    assert text == (
        "21-09-2026 21:13:20  masuk      decision.denied  N 1234 AP, objections expired blocked,"
        " blocked Tag hilang, read tag:01001293D8, vehicle 7"
    )


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (None, "(erased)"),
        ({}, ""),
        ({"action": "open", "reason": "Tamu", "until": None}, "action open, reason Tamu"),
        ({"after": {"valid_until": 1_798_736_400}}, "valid until 01-01-2027 00:00"),
        ({"alarm": "drift", "detail": {"seconds": 2.5}}, "alarm drift, seconds 2.5"),
        ({"reads": ["odd"]}, "read odd"),
        ({"reason": "\x1b[2Jgone"}, "reason \N{REPLACEMENT CHARACTER}[2Jgone"),
    ],
    ids=["erased", "empty", "order", "date", "alarm", "odd read", "escape"],
)
def test_each_kind_of_value_is_worded(payload: dict[str, Json] | None, said: str):
    text = line(row("some.kind", payload), ZoneInfo("Asia/Jakarta"))

    assert text.partition("some.kind")[2].strip() == said


def test_actor_and_doubt_about_the_clock_are_shown():
    text = line(row("x", {}, actor="user:3", trusted=False), ZoneInfo("Asia/Jakarta"))

    assert text == "21-09-2026 21:13:20? masuk      x by user:3"
