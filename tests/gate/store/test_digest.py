from gate.store.digest import KIND, digest, last_day
from gate.store.history import tail
from tests.gate.store.rows import GATE, row, write, write_epoch


def test_a_digest_names_the_head_and_counts_since_the_last(connection):
    write(connection, row(), row())
    head = tail(connection, GATE, limit=1)[0]
    first = digest(connection, GATE, "2026-11-24")
    write(connection, row(KIND, first), row())

    assert first == {
        "day": "2026-11-24", "epoch": head.epoch, "seq": 3, "hash": head.hash.hex(), "rows": 3,
    }  # fmt: skip
    assert digest(connection, GATE, "2026-11-25")["rows"] == 1
    assert last_day(connection, GATE) == "2026-11-24"


def test_a_new_epoch_counts_anew(connection):
    write_epoch(connection, row(KIND, {"day": "2026-11-24"}), row())
    write_epoch(connection, row())

    assert digest(connection, GATE, "x")["rows"] == 2
    assert last_day(connection, GATE) == "2026-11-24"


def test_an_empty_journal_has_no_digest(connection):
    assert digest(connection, GATE, "x") is None
    assert last_day(connection, GATE) is None
