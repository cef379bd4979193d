"""Which rows belong to one passage, and how each kind of row is told."""

import pytest

from gate.store.history import StoredRow
from gate.web.board.event import Names
from gate.web.history.passage import together
from gate.web.history.story import story
from tests.gate.web.conftest import NOW

NAMES = Names({}, {"user:1": "Slamet Riyadi"})


def row(seq: int, kind: str, at: float = 0.0, **payload) -> StoredRow:
    return StoredRow(
        gate_id="gate",
        epoch="epoch",
        seq=seq,
        event_id=f"event-{seq}",
        boot_id="boot",
        monotonic_ns=round((1000 + at) * 1e9),
        wall_us=round((NOW + at) * 1e6),
        clock_trusted=True,
        lane="masuk",
        kind=kind,
        actor="user:1" if kind.startswith("order.") else None,
        hash=b"",
        payload=payload,
    )


@pytest.fixture
def told(shown, indonesian):
    """Tell rows and return fact and evidence of each step."""

    def tell(*rows: StoredRow) -> list[tuple[str, str]]:
        steps = story(rows[-1], list(rows), shown, NAMES, indonesian).steps
        return [(step.fact, step.evidence) for step in steps]

    return tell


def numbers(anchor: StoredRow, *near: StoredRow) -> list[int]:
    return [each.seq for each in together(anchor, list(near))]


def test_a_claim_leads_to_all_of_its_rows_and_to_no_other_vehicle_s():
    rows = (
        row(1, "decision.granted", -9.0, claim="before"),
        row(2, "boom.opening", -8.9, cause="before"),
        row(3, "decision.denied", 0.0, claim="mine"),
        row(4, "order.accepted", 5.0, action="open", order="o", claim="mine"),
        row(5, "boom.opening", 5.1, cause="mine"),
        row(6, "passage.done", 9.0, claim="order:o"),
        row(7, "boom.closing", 10.0, cause="clear"),
        row(8, "boom.closed", 13.0, cause="clear"),
        row(9, "boom.warning", 14.0, cause="clear"),
    )

    for anchor in rows[2:6]:
        assert numbers(anchor, *rows) == [3, 4, 5, 6, 7, 8]


def test_the_boom_is_followed_until_somebody_else_comes_or_a_minute_has_gone():
    mine, closing = row(1, "passage.done", claim="a"), row(2, "boom.closing", 2.0, cause="clear")
    other, closed = row(3, "decision.denied", 3.0, claim="b"), row(4, "boom.closed", 4.0, cause="x")
    late = row(5, "boom.closed", 61.0, cause="clear")
    checked = row(6, "order.accepted", 3.0, action="ack_alarm", order="o")

    assert numbers(mine, mine, closing, other, closed) == [1, 2]
    assert numbers(mine, mine, closing, late) == [1, 2]
    assert numbers(mine, mine, closing, checked, row(7, "boom.closed", 4.0)) == [1, 2, 7]


def test_rows_that_name_nobody_stand_with_what_was_near_them():
    alarm = row(2, "alarm.raised", 0.0, alarm="forced_open", detail={})
    near = (row(1, "boom.closed", -11.0), alarm, row(3, "boom.opened", 29.0), row(4, "x", 31.0))

    assert numbers(alarm, *near) == [2, 3]


def test_an_alarm_belongs_to_whom_it_is_about():
    followed = row(2, "alarm.raised", alarm="tailgating", detail={"followed": {"claim": "a"}})
    about = row(3, "alarm.raised", alarm="anti_passback", detail={"claim": "a"})
    passed = row(1, "passage.done", claim="a")

    assert numbers(followed, passed, followed, about) == [1, 2, 3]


def test_everything_that_was_read_is_told_once(told):
    reads = [
        {"reader": "r", "medium": "tag", "value": "0012874F21", "at": 999.0},
        {"reader": "r", "medium": "code", "value": "7K492M", "at": 999.1},
        {"reader": "r", "medium": "plate", "value": "N1234AP", "at": 999.2, "actor": "user:1"},
        {"reader": "r", "medium": "plate", "value": "N1234AP", "at": None},
        "odd",
    ]
    first = row(1, "decision.denied", objections=["expired"], reads=reads)
    again = row(2, "decision.granted", 1.0, objections=[], reads=reads)

    assert told(first, again) == [
        ("Tag terbaca: …4F21", ""),
        ("Kode izin terbaca", ""),
        ("Pelat terbaca: N 1234 AP", "Dibetulkan oleh Slamet Riyadi"),
        ("Tidak dibukakan: Izin berakhir", "Tag …4F21"),
        ("Boleh masuk", "Tag …4F21"),
    ]


def test_an_erased_row_leaves_its_kind_and_time(told):
    erased = row(1, "decision.denied")
    gone = StoredRow(*(getattr(erased, name) for name in list(erased.__slots__)[:-1]), None)

    assert told(gone) == [("Tidak dibukakan: Ditolak", "")]


def test_moves_of_the_boom_tell_how_long_they_took_or_why(told):
    assert told(
        row(1, "boom.opening", 0.0, inputs=["arming_loop", "closed_limit"]),
        row(2, "boom.opened", 2.9, inputs=[]),
        row(3, "boom.fault", 3.0, cause="not_moving"),
        row(4, "boom.closed", 9.0),
    ) == [
        ("Palang membuka", "Aktif: Loop kedatangan, Limit tertutup"),
        ("Palang terbuka", "Setelah 2,9 detik"),
        ("Gangguan palang", "palang tidak bergerak"),
        ("Palang tertutup", ""),
    ]


def test_passages_tell_their_way_and_their_mode(told):
    assert told(
        row(1, "passage.done", direction="out", mode="hold"),
        row(2, "passage.done", direction=None),
        row(3, "passage.timeout", direction="in"),
        row(4, "order.accepted", action="open", reason=""),
        row(5, "reader.lost"),
    ) == [
        ("Kendaraan melintas ke luar", "ditahan terbuka"),
        ("Melintas", ""),
        ("Tidak jadi lewat", ""),
        ("Dibuka oleh Slamet Riyadi", ""),
        ("Pembaca terlepas", ""),
    ]
